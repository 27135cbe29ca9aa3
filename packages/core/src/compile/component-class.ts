import type { Problem } from '@iotpnp/model';
import type { Class, ComponentDraft } from '../draft.js';

/** The class a component member names; undefined when there is none or it would never end, with the reason reported. */
export function componentClass(
  member: ComponentDraft,
  path: readonly Class[],
  report: (problem: Problem) => void,
): Class | undefined {
  const owner = path.at(-1)?.name;
  const where = { class: owner, member: member.key };
  const type = named(member);
  if (typeof type !== 'function') {
    report({
      code: 'PNP_MODEL_COMPONENT_NO_CLASS',
      message: `@Component of ${member.key} names no class, found ${type === null ? 'null' : typeof type}`,
      hint: 'write @Component(TheClass), or @Component(() => TheClass) where the class is declared further down',
      where,
    });
    return undefined;
  }
  const component = type as Class;
  if (path.includes(component)) {
    report({
      code: 'PNP_MODEL_COMPONENT_CYCLE',
      message: `component ${member.key} of ${owner} contains itself: ${component.name}`,
      hint: 'a component holds telemetry, properties and commands, no components',
      where,
    });
    return undefined;
  }
  return component;
}

/** A function that throws (a class not yet declared, in place of a function that names it) names none. */
function named(member: ComponentDraft): unknown {
  try {
    return member.type();
  } catch {
    return undefined;
  }
}
