import type { Journal } from '../state/journal.js';
import { KeptMap } from '../state/kept-map.js';
import type { Registration } from './registration.js';
import type { TargetHub } from './target-hub.js';

/** As it is kept: the name of this hub has its port in it, which may be another at the next start. */
type Kept = Registration & { readonly isHere: boolean };

/** What became of each device that registered. A registration id is the same in any case. */
export class Registrations {
  readonly #here: TargetHub;
  readonly #registrations: KeptMap<Kept>;

  constructor(journal: Journal, here: TargetHub) {
    this.#here = here;
    this.#registrations = new KeptMap(journal, 'registration');
  }

  list(): readonly Registration[] {
    return [...this.#registrations.values()].map((kept) => this.#named(kept));
  }

  find(registrationId: string): Registration | undefined {
    const kept = this.#registrations.get(registrationId.toLowerCase());
    return kept === undefined ? undefined : this.#named(kept);
  }

  ofGroup(groupId: string): readonly Registration[] {
    return this.list().filter(
      (registration) => registration.groupId?.toLowerCase() === groupId.toLowerCase(),
    );
  }

  /** Whether a device of a hub is there by another registration. */
  isTaken(hub: string, deviceId: string, registrationId: string): boolean {
    const isHere = hub === this.#here.hostName;
    const own = this.#registrations.get(registrationId.toLowerCase());
    for (const kept of this.#registrations.values()) {
      const isThere = isHere ? kept.isHere : !kept.isHere && kept.hub === hub;
      if (isThere && kept.deviceId === deviceId && kept !== own) return true;
    }
    return false;
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  keep(registration: Registration): void {
    const isHere = registration.hub === this.#here.hostName;
    this.#registrations.set(registration.registrationId.toLowerCase(), { ...registration, isHere });
  }

  /** Returns whether there was one. @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(registrationId: string): boolean {
    return this.#registrations.delete(registrationId.toLowerCase());
  }

  #named({ isHere, ...registration }: Kept): Registration {
    return Object.freeze(isHere ? { ...registration, hub: this.#here.hostName } : registration);
  }
}
