import type { Problem } from '@iotpnp/model';
import type { Class, Draft, MemberDraft } from '../draft.js';

/**
 * The draft of a class once the class is there to be asked: a standard decorator on a getter is not told
 * of the setter beside it. Members that the accessor's missing half makes useless become problems.
 */
export function settle(type: Class, draft: Draft): Draft {
  const members = draft.members.map((member) => settled(type, member));
  const problems = members.flatMap((member) => halfProblem(member) ?? []);
  return { ...draft, members, problems: [...draft.problems, ...problems] };
}

function settled<M extends MemberDraft>(type: Class, member: M): M {
  if (member.on !== 'getter' && member.on !== 'setter') return member;
  const prototype: object = type.prototype;
  const found = Object.getOwnPropertyDescriptor(prototype, member.key);
  return found?.get && found.set ? { ...member, on: 'accessor' } : member;
}

function halfProblem(member: MemberDraft): Problem | undefined {
  const { key, kind, on } = member;
  if (on === 'setter' && (kind === 'component' || kind === 'field')) {
    const decorator = kind === 'component' ? '@Component' : '@Field';
    return {
      code: 'PNP_MODEL_WRONG_MEMBER',
      message: `${decorator} stands on a setter without a getter, ${key}`,
      hint: `add get ${key}()`,
      where: { member: key },
    };
  }
  if (on !== 'getter') return undefined;
  if (kind === 'telemetry')
    return readonly(key, 'make it a method with { every }, or add a setter');
  if (kind === 'property' && member.writable) return readonly(key, `add set ${key}(value)`);
  return undefined;
}

function readonly(key: string, hint: string): Problem {
  return {
    code: 'PNP_MODEL_READONLY_MEMBER',
    message: `${key} is a getter without a setter: nothing can be assigned to it`,
    hint,
    where: { member: key },
  };
}
