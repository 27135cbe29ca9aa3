import type { JsonObject } from '@iotpnp/model';
import type { DeviceIdentity } from '../device-identity.js';

/** Both thumbprints as back ends read them, `null` where there is none. */
export function thumbprintsJson(identity: DeviceIdentity): JsonObject {
  return {
    primaryThumbprint: identity.primaryThumbprint ?? null,
    secondaryThumbprint: identity.secondaryThumbprint ?? null,
  };
}
