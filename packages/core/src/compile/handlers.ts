import type { Problem } from '@iotpnp/model';
import type { Lineage } from './lineage.js';

/** The `@OnDesired` method of each writable member, by the member's key. */
export function handlersOf(
  lineage: Lineage,
  report: (problem: Problem) => void,
): ReadonlyMap<string, string> {
  const writable = lineage.members.flatMap((member) =>
    member.kind === 'property' && member.writable ? [member.key] : [],
  );
  const handlers = new Map<string, string>();
  for (const member of lineage.members) {
    if (member.kind !== 'onDesired') continue;
    const { key, property } = member;
    const where = { class: lineage.type.name, member: key };
    const other = handlers.get(property);
    if (!writable.includes(property)) {
      report({
        code: 'PNP_MODEL_ON_DESIRED_UNKNOWN',
        message: `@OnDesired('${property}') names no writable member`,
        hint:
          writable.length > 0
            ? `name one of: ${writable.join(', ')}`
            : `add @Writable above ${property}`,
        where,
      });
    } else if (other !== undefined) {
      report({
        code: 'PNP_MODEL_ON_DESIRED_TWICE',
        message: `${other} and ${key} both handle desired values of ${property}`,
        hint: 'keep one @OnDesired method for it',
        where,
      });
    } else handlers.set(property, key);
  }
  return handlers;
}
