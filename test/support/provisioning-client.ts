import type { Hub } from '@iotpnp/hub';
import azureDevice, { type Client } from 'azure-iot-device';
import azureMqtt from 'azure-iot-device-mqtt';
import { ProvisioningDeviceClient, type RegistrationResult } from 'azure-iot-provisioning-device';
import { Mqtt, MqttWs } from 'azure-iot-provisioning-device-mqtt';
import { SymmetricKeySecurityClient } from 'azure-iot-security-symmetric-key';
import { X509Security } from 'azure-iot-security-x509';
import type { Certified } from './device-certificates.js';
import { agentTo } from './web-socket-device.js';

/** How a device proves itself, to the provisioning service and then to its hub. */
export type Credentials = { readonly symmetricKey: string } | { readonly x509: Certified };

interface Registering {
  readonly registrationId: string;
  readonly credentials: Credentials;
  /** Default: the hub's own. */
  readonly idScope?: string;
  readonly payload?: object;
  readonly overWebSockets?: boolean;
}

/** Registers a device by Microsoft's provisioning client. */
export async function register(hub: Hub, options: Registering): Promise<RegistrationResult> {
  const { registrationId, credentials, idScope = hub.dps.idScope, payload } = options;
  const { overWebSockets = false } = options;
  const transport = overWebSockets ? new MqttWs() : new Mqtt();
  const mqtt = overWebSockets ? { webSocketAgent: agentTo(hub.port) } : {};
  // The client has no other way to be told an authority, short of NODE_EXTRA_CA_CERTS.
  (
    transport as unknown as { _mqttBase: { setOptions(options: object): void } }
  )._mqttBase.setOptions({ ca: hub.ca, mqtt });
  const security =
    'symmetricKey' in credentials
      ? new SymmetricKeySecurityClient(registrationId, credentials.symmetricKey)
      : new X509Security(registrationId, certificateOf(credentials.x509));
  const client = ProvisioningDeviceClient.create(
    // The client over WebSockets knows no other port than 443.
    overWebSockets ? 'localhost' : hub.dps.endpoint,
    idScope,
    transport,
    // The types of these packages, which belong together, do not fit.
    security as unknown as Parameters<typeof ProvisioningDeviceClient.create>[3],
  );
  if (payload !== undefined) client.setProvisioningPayload(payload);
  const result = await client.register();
  if (result === undefined) throw new Error('the client registered and told nothing');
  return result;
}

/** Connects Microsoft's device client to the hub it was assigned to. */
export async function connect(
  ca: string,
  { assignedHub, deviceId }: Pick<RegistrationResult, 'assignedHub' | 'deviceId'>,
  credentials: Credentials,
): Promise<{ readonly client: Client } & AsyncDisposable> {
  const proof =
    'symmetricKey' in credentials ? `SharedAccessKey=${credentials.symmetricKey}` : 'x509=true';
  const connectionString = `HostName=${assignedHub};DeviceId=${deviceId};${proof}`;
  const client = azureDevice.Client.fromConnectionString(connectionString, azureMqtt.Mqtt);
  await client.setOptions({
    ca,
    ...('x509' in credentials ? certificateOf(credentials.x509) : {}),
  });
  await client.open();
  return { client, [Symbol.asyncDispose]: async () => void (await client.close()) };
}

function certificateOf({ chain, key }: Certified): { readonly cert: string; readonly key: string } {
  return { cert: chain, key };
}
