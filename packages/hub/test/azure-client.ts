import azureDevice, { type Client, type ModuleClient, type Twin } from 'azure-iot-device';
import azureMqtt from 'azure-iot-device-mqtt';
import type { Hub } from '../src/hub.js';

export const MODEL_ID = 'dtmi:com:example:Thermostat;1';

interface Connected<C> extends AsyncDisposable {
  readonly client: C;
}

/** Microsoft's device client, open. */
export function azureClient(hub: Hub, target = 'dev1'): Promise<Connected<Client>> {
  return connectedClient(hub.connectionString(target), hub.ca);
}

export async function connectedClient(
  connectionString: string,
  ca: string,
): Promise<Connected<Client>> {
  const client = azureDevice.Client.fromConnectionString(connectionString, azureMqtt.Mqtt);
  return opened(client, ca);
}

/** Microsoft's module client, open. */
export async function azureModule(hub: Hub, target: string): Promise<Connected<ModuleClient>> {
  const { ModuleClient: Client } = azureDevice;
  return opened(Client.fromConnectionString(hub.connectionString(target), azureMqtt.Mqtt), hub.ca);
}

async function opened<C extends Client | ModuleClient>(
  client: C,
  ca: string,
): Promise<Connected<C>> {
  await client.setOptions({ ca, modelId: MODEL_ID });
  await client.open();
  return { client, [Symbol.asyncDispose]: async () => void (await client.close()) };
}

/** Reports a patch, and waits until the hub has answered. */
export function report(twin: Twin, patch: object): Promise<void> {
  return new Promise((resolve, reject) => {
    twin.properties.reported.update(patch, (error?: Error) =>
      error === undefined || error === null ? resolve() : reject(error),
    );
  });
}
