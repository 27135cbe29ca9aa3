import type { HubState } from '../state/hub-state.js';
import type { Judge } from './judge.js';

/** The judge of this hub at this moment. */
export function judgeOf(state: HubState, isOurs: (host: string) => boolean): Judge {
  return {
    find: (target) => state.registry.find(target),
    policy: (name) => state.policies.find(name),
    authorities: () => state.authorities.list(),
    isOurs,
    now: state.clock.now(),
  };
}
