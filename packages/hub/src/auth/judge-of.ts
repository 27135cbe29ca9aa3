import type { HubState } from '../state/hub-state.js';
import type { Service } from '../state/policies.js';
import type { Judge } from './judge.js';

/** The judge of this hub, or of its provisioning service, at this moment. */
export function judgeOf(
  state: HubState,
  isOurs: (host: string) => boolean,
  service: Service = 'hub',
): Judge {
  return {
    service,
    find: (target) => state.registry.find(target),
    policy: (name) => {
      const policy = state.policies.find(name);
      return policy?.service === service ? policy : undefined;
    },
    authorities: () => state.authorities.list(),
    isOurs,
    now: state.clock.now(),
  };
}
