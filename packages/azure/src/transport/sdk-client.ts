import type { DeviceIdentity } from '@iotpnp/core';
// CommonJS modules whose named exports Node cannot see.
import common, { type AuthenticationProvider } from 'azure-iot-common';
import device, { type Client, type ModuleClient } from 'azure-iot-device';
import type { SdkTransport } from './sdk-transport.js';

/** Microsoft's client for a device or a module, over a transport that is made already: it would make its own. */
export function sdkClient(
  { moduleId }: DeviceIdentity,
  provider: AuthenticationProvider,
  transport: SdkTransport,
): Client | ModuleClient {
  const given = class {
    constructor() {
      return transport;
    }
  };
  const kind = moduleId === undefined ? device.Client : device.ModuleClient;
  const client = kind.fromAuthenticationProvider(provider, given);
  client.setRetryPolicy(new common.NoRetry());
  return client;
}
