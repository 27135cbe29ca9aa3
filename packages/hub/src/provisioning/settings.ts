import { randomBytes } from 'node:crypto';
import type { Journal } from '../state/journal.js';
import { KeptMap } from '../state/kept-map.js';
import type { EnrolmentGroups } from './enrolment-groups.js';

/** The group every provisioning service starts with. */
export const DEFAULT_GROUP = 'default';
const KEY = 'dps';
const SCOPE_BYTES = 3;

interface DpsSettings {
  readonly idScope: string;
}

/** What is made at the first start, the default group with its keys too. @throws PNP_HUB_STATE_UNAVAILABLE */
export function settingsOf(journal: Journal, groups: EnrolmentGroups): DpsSettings {
  const kept = new KeptMap<DpsSettings>(journal, 'setting');
  const known = kept.get(KEY);
  if (known !== undefined) return known;
  groups.put(DEFAULT_GROUP, {});
  const made = { idScope: `0ne00${randomBytes(SCOPE_BYTES).toString('hex').toUpperCase()}` };
  kept.set(KEY, made);
  return made;
}
