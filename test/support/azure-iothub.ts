import type { Hub } from '@iotpnp/hub';
import { runScript, startScript, type OfficialScript } from './official-script.js';

/**
 * In front of a script: `azure-iothub`, and `attempt`, which tells what a call came to: `{ ok }`, or
 * `{ error, status, message }`.
 */
const IOTHUB = `
import azureIothub from 'azure-iothub';
const { Registry, Client, JobClient, DigitalTwinClient, IoTHubTokenCredentials } = azureIothub;
const registry = Registry.fromConnectionString(input.service);
const plain = (value) => JSON.parse(JSON.stringify(value ?? null));
const attempt = async (call) => {
  try {
    return { ok: plain(bodyOf(await call())) };
  } catch (error) {
    const response = error.response;
    const status = response?.statusCode ?? response?.status ?? error.statusCode;
    return { error: error.constructor.name, status, message: error.message, body: error.responseBody };
  }
};
const bodyOf = (result) => result?.responseBody ?? result?.device ?? result?.jobStatus ?? result?.result ?? result;
`;

interface Options {
  /** Of the service side. Default: that of the owner. */
  readonly connectionString?: string;
  readonly input?: object;
}

function optionsFor(hub: Hub, script: string, { connectionString, input }: Options) {
  const service = connectionString ?? hub.serviceConnectionString;
  return { source: IOTHUB + script, ca: hub.ca, input: { service, ...input } };
}

/** Runs a script with Microsoft's service package against a hub; what it printed. */
export function runIothub(hub: Hub, script: string, options: Options = {}): Promise<unknown[]> {
  return runScript(optionsFor(hub, script, options));
}

/** The same, for one that waits for what the test does. */
export function startIothub(hub: Hub, script: string, options: Options = {}): OfficialScript {
  return startScript(optionsFor(hub, script, options));
}
