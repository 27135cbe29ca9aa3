import { draftProblem } from '../draft.js';
import type { Site } from './site.js';

/** Whether the decorator stands on a method; if not, the draft says so. */
export function onMethod(site: Site): boolean {
  if (site.on === 'method') return true;
  wrongMember(site, `make ${site.key} a method: ${site.key}() { ... }`);
  return false;
}

/** Whether the decorator stands on a field or an accessor; if not, the draft says so. */
export function onValue(site: Site): boolean {
  if (site.on !== 'method') return true;
  wrongMember(site, `make ${site.key} a field or an accessor`);
  return false;
}

function wrongMember({ decorator, draft, key, on }: Site, hint: string): void {
  const message = `${decorator} stands on a ${on}, ${key}`;
  draftProblem(draft, 'PNP_MODEL_WRONG_MEMBER', { message, hint, member: key });
}
