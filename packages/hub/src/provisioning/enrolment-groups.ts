import type { JsonObject } from '@iotpnp/model';
import { hubError } from '../error-codes.js';
import type { HubClock } from '../clock.js';
import type { Journal } from '../state/journal.js';
import { KeptMap } from '../state/kept-map.js';
import type { EnrolmentGroup, EnrolmentGroupOptions } from './enrolment.js';
import { checkId, termsFrom } from './enrolment-terms.js';
import { knownAuthority } from './known-certificate.js';

/** The groups of devices that may register. A group id is the same in any case. */
export class EnrolmentGroups {
  readonly #clock: HubClock;
  readonly #groups: KeptMap<EnrolmentGroup>;

  constructor(clock: HubClock, journal: Journal) {
    this.#clock = clock;
    this.#groups = new KeptMap(journal, 'enrolment-group');
  }

  list(): readonly EnrolmentGroup[] {
    return [...this.#groups.values()];
  }

  find(groupId: string): EnrolmentGroup | undefined {
    return this.#groups.get(groupId.toLowerCase());
  }

  /** @throws PNP_HUB_ENROLMENT_UNKNOWN */
  get(groupId: string): EnrolmentGroup {
    const group = this.find(groupId);
    if (group !== undefined) return group;
    throw hubError(
      'PNP_HUB_ENROLMENT_UNKNOWN',
      `no enrolment group ${JSON.stringify(groupId)} is known`,
      { hint: 'add it with hub.dps.addEnrolmentGroup()' },
    );
  }

  /** Adds a group, or changes the one there is. @throws as {@link Enrolments.put} does */
  put(groupId: string, options: EnrolmentGroupOptions, extra?: JsonObject): EnrolmentGroup {
    checkId(groupId, 'enrolment group id');
    const known = this.find(groupId);
    const kind = {
      what: groupId,
      certificate: knownAuthority,
      extra,
      now: this.#clock.now(),
    };
    const group = { groupId: known?.groupId ?? groupId, ...termsFrom(options, known, kind) };
    this.#groups.set(groupId.toLowerCase(), group);
    return group;
  }

  /** Returns whether there was one. @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(groupId: string): boolean {
    return this.#groups.delete(groupId.toLowerCase());
  }
}
