import type { JsonObject } from '@iotpnp/model';
// A CommonJS module whose named exports Node cannot see.
import provisioning from 'azure-iot-provisioning-device';
import type { Assignment } from './assignment-cache.js';
import type { Attestation } from './attestation.js';
import { dpsFailure } from './dps-failure.js';
import { DpsTransport, type DpsTransportOptions } from './dps-transport.js';

export interface Registration extends DpsTransportOptions {
  readonly endpoint: string;
  readonly idScope: string;
  readonly registrationId: string;
  readonly attestation: Attestation;
  /** With the model id in it. */
  readonly payload: JsonObject;
}

type Security = Parameters<typeof provisioning.ProvisioningDeviceClient.create>[3];

/**
 * Registers a device through Microsoft's client, and waits until it is assigned to a hub.
 * @throws {ConnectionError} PNP_DPS_DISABLED, PNP_DPS_FAILED, PNP_DPS_REFUSED, PNP_DPS_UNTRUSTED, PNP_DPS_UNREACHABLE
 */
export async function register(
  registration: Registration,
  signal: AbortSignal,
): Promise<Assignment> {
  signal.throwIfAborted();
  const { endpoint, idScope, attestation, payload } = registration;
  const transport = new DpsTransport(registration);
  transport.on('error', () => {}); // the call that failed rejects as well
  const client = provisioning.ProvisioningDeviceClient.create(
    endpoint,
    idScope,
    transport,
    attestation.security as Security,
  );
  client.setProvisioningPayload(payload);
  const onAbort = (): void => transport.disconnect(() => {});
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const assigned = await client.register();
    if (!assigned) throw new Error('the client gave no result');
    const { assignedHub, deviceId } = assigned;
    return { hub: assignedHub, deviceId };
  } catch (error) {
    signal.throwIfAborted();
    throw dpsFailure(error, registration);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
