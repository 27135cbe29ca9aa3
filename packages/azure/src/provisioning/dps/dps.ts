import {
  definePlugin,
  PnpError,
  registrationPayload,
  type DeviceIdentity,
  type ProvisioningPlugin,
  type ProvisionRequest,
} from '@iotpnp/core';
import { checkedOptions } from '../../checked-options.js';
import { certificateProblems } from '../certificate-problems.js';
import { AssignmentCache } from './assignment-cache.js';
import { attestationOf } from './attestation.js';
import { dpsOptions, type CheckedDpsOptions, type DpsOptions } from './dps-options.js';
import { register } from './register.js';

/**
 * A device that asks Azure's Device Provisioning Service which hub it belongs to. The answer is kept in the
 * state store and used again, until the hub refuses the device or cannot be reached.
 * @throws {PnpError} `PNP_AZURE_BAD_OPTION` for each option that does not fit.
 */
export function dpsProvisioning(given: DpsOptions): ProvisioningPlugin {
  const options = checkedOptions(dpsOptions, given, 'dps');
  const { cert, key } = options;
  if (cert !== undefined && key !== undefined) {
    const problems = certificateProblems({ cert, key });
    if (problems.length > 0) throw PnpError.of(problems);
  }
  return {
    kind: 'provisioning',
    name: 'dps',
    apiVersion: 1,
    reprovisions: true,
    addresses: [
      {
        what: 'provisioning service',
        host: options.endpoint,
        ...(options.ca !== undefined && { ca: options.ca }),
      },
    ],
    provision: (request) => provision(options, request),
  };
}

/** The provisioning by name: `provisioning: { use: dps, idScope: ..., symmetricKey: ... }` in a config. */
export const dps = definePlugin({
  name: 'dps',
  apiVersion: 1,
  options: dpsOptions,
  create: (options: CheckedDpsOptions) => dpsProvisioning(options),
});

async function provision(
  options: CheckedDpsOptions,
  { device, modelId, reason, state, signal, log }: ProvisionRequest,
): Promise<DeviceIdentity> {
  const { endpoint, idScope, ca, webSockets, proxy } = options;
  const registrationId = options.registrationId ?? device;
  if (registrationId === undefined) throw nameless();
  const attestation = attestationOf(options, registrationId);
  const { auth, fingerprint } = attestation;
  const cache = new AssignmentCache(state, { endpoint, idScope, registrationId, fingerprint });
  const forgetful = (error: unknown): undefined => {
    const why = error instanceof Error ? error.message : String(error);
    log.warn('what the provisioning service answers is not kept', { error: why });
    return undefined;
  };
  const known = reason === 'start' ? await cache.get().catch(forgetful) : undefined;
  if (known) log.debug('the hub is known from an earlier start', { hub: known.hub });
  const assigned =
    known ??
    (await register(
      {
        endpoint,
        idScope,
        registrationId,
        attestation,
        payload: registrationPayload(modelId),
        ca,
        webSockets: webSockets ? { proxy } : undefined,
      },
      signal,
    ));
  if (!known) {
    log.info('assigned to a hub', { hub: assigned.hub, deviceId: assigned.deviceId });
    await cache.set(assigned).catch(forgetful);
  }
  return { ...assigned, ...(ca !== undefined && { ca }), auth };
}

function nameless(): PnpError {
  return new PnpError('PNP_DPS_NAMELESS', 'nothing says by which id this device registers', {
    hint: 'give registrationId in the options of dps, or a device id: pnp start --device-id, or device in the options of startSession',
    where: { key: 'registrationId' },
  });
}
