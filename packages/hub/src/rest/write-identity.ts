import type { DeviceIdentity } from '../device-identity.js';
import type { HubState } from '../state/hub-state.js';
import { namesOf } from '../target.js';
import type { IdentityInput } from './identity-json.js';

/**
 * Makes an identity, or writes a known one anew. Who is disabled loses the connection, modules too.
 * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE
 */
export function writeIdentity(
  state: HubState,
  target: string,
  { credentials, change }: IdentityInput,
): DeviceIdentity {
  const { registry } = state;
  const known = registry.find(target);
  const isNewStatus = change.enabled !== (known?.enabled ?? true);
  const dated = isNewStatus ? { ...change, statusUpdatedTime: state.clock.now() } : change;
  const identity =
    known === undefined
      ? registry.create(namesOf(target), credentials, dated)
      : registry.replace(target, credentials, dated);
  if (!identity.enabled) for (const each of registry.family(target)) state.end(each, 'disabled');
  state.configurations.applyTo(target);
  return identity;
}
