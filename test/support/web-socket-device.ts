import { Agent, type AgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Hub } from '@iotpnp/hub';
import azureDevice, { type Client, type ModuleClient } from 'azure-iot-device';
import azureMqtt from 'azure-iot-device-mqtt';
import type { Certified } from './device-certificates.js';

export const MODEL_ID = 'dtmi:com:example:Thermostat;1';

/** Dials this port whatever it is told: Microsoft's clients know but one for WebSockets, 443. */
export function agentTo(port: number): Agent {
  class Redirecting extends Agent {
    // oxlint-disable-next-line class-methods-use-this -- the hook of node:https
    createConnection(options: AgentOptions, callback: () => void): Socket {
      const parent = Agent.prototype as unknown as {
        createConnection(redirected: AgentOptions, done: () => void): Socket;
      };
      return parent.createConnection.call(this, { ...options, port }, callback);
    }
  }
  return new Redirecting();
}

interface Connected<C> extends AsyncDisposable {
  readonly client: C;
}

/** What a client needs that builds its address of the name alone. */
export function withoutPort(hub: Hub, target: string): string {
  return hub.connectionString(target).replace(/HostName=[^;]*/u, 'HostName=localhost');
}

/** Microsoft's device client over WebSockets, open. */
export function webSocketDevice(hub: Hub): Promise<Connected<Client>> {
  const { Client } = azureDevice;
  return opened(Client.fromConnectionString(withoutPort(hub, 'dev1'), azureMqtt.MqttWs), hub);
}

/** Microsoft's module client over WebSockets, open. */
export function webSocketModule(hub: Hub, target: string): Promise<Connected<ModuleClient>> {
  const { ModuleClient } = azureDevice;
  return opened(ModuleClient.fromConnectionString(withoutPort(hub, target), azureMqtt.MqttWs), hub);
}

/** The same of a client that was made otherwise. */
export async function opened<C extends Client | ModuleClient>(
  client: C,
  hub: Hub,
  certified?: Pick<Certified, 'chain' | 'key'>,
): Promise<Connected<C>> {
  const webSocketAgent = agentTo(hub.port);
  const shown = certified === undefined ? {} : { cert: certified.chain, key: certified.key };
  await client.setOptions({ ca: hub.ca, modelId: MODEL_ID, ...shown, mqtt: { webSocketAgent } });
  await client.open();
  return { client, [Symbol.asyncDispose]: async () => void (await client.close()) };
}
