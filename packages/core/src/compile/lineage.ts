import { draftOf, type Class, type Draft, type MemberDraft } from '../draft.js';

/** What the decorators of a class and of its bases said, put together: inheritance is flattened. */
export interface Lineage {
  readonly type: Class;
  /** The nearest `@Interface`, undefined when there is none, or when a class below it adds members. */
  readonly interface: Draft['interface'];
  /** A base's first; a member that a subclass declares again is the subclass's. */
  readonly members: readonly MemberDraft[];
  readonly problems: Draft['problems'];
}

export function lineageOf(type: Class): Lineage {
  const members: MemberDraft[] = [];
  const problems: Draft['problems'] = [];
  let found: Draft['interface'];
  for (const ancestor of ancestry(type)) {
    const draft = draftOf(ancestor);
    if (!draft) continue;
    if (draft.interface || draft.members.length > 0) found = draft.interface;
    const own = new Set(draft.members.map(identity));
    const inherited = members.filter((member) => !own.has(identity(member)));
    members.splice(0, members.length, ...inherited, ...draft.members);
    for (const problem of draft.problems) {
      problems.push({ ...problem, where: { class: ancestor.name, ...problem.where } });
    }
  }
  return { type, interface: found, members, problems };
}

/** The base first, the class itself last. */
function ancestry(type: Class): Class[] {
  const chain: Class[] = [];
  let current: unknown = type;
  while (typeof current === 'function' && current !== Function.prototype) {
    chain.unshift(current as Class);
    current = Object.getPrototypeOf(current);
  }
  return chain;
}

/** A handler and the method it stands on may share a key with nothing else. */
function identity(member: MemberDraft): string {
  return member.kind === 'onDesired' ? `handler ${member.key}` : member.key;
}
