import type { Hub } from '@iotpnp/hub';
import { runScript } from './official-script.js';

/** In front of a script: a client of the provisioning service, and what became of a call. */
const PRELUDE = `
import provisioning from 'azure-iot-provisioning-service';
const client = provisioning.ProvisioningServiceClient.fromConnectionString(input.connectionString);
const attempt = async (call) => {
  try {
    return { ok: (await call())?.responseBody ?? null };
  } catch (error) {
    let body = error.responseBody;
    try { body = JSON.parse(body); } catch {}
    return { error: error.name, status: error.response?.statusCode, body };
  }
};
`;

/** Runs a script with Microsoft's client of the provisioning service; all it printed. */
export function runProvisioningService(
  hub: Hub,
  script: string,
  input: object = {},
): Promise<unknown[]> {
  const connectionString = hub.dps.serviceConnectionString;
  return runScript({
    source: PRELUDE + script,
    ca: hub.ca,
    input: { ...input, connectionString },
  });
}
