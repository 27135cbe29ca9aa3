import { draftOf, draftProblem, type Class } from '../draft.js';
import { onValue } from './member-rules.js';
import { siteOf, type DecoratorCall } from './site.js';
import type { ComponentDecorator } from './types/decorators.js';
import type { MemberOptions } from './types/options.js';

/**
 * Makes a field or an accessor a component: it holds an instance of `type`, which is decorated with
 * `@Interface` (DTDL: Component). A class that is declared further down is named by a function.
 * @example
 * ```ts
 * @Component(Thermostat) thermostat1 = new Thermostat();
 * @Component(() => Pump, { displayName: 'Main pump' }) pump = createPump();
 * ```
 */
export function Component<C extends object>(
  type: Class<C> | (() => Class<C>),
  options: MemberOptions = {},
): ComponentDecorator<C> {
  return (...call: DecoratorCall): void => {
    const site = siteOf('@Component', call);
    if (!site || !onValue(site)) return;
    const { draft, key, on } = site;
    if (typeof type !== 'function') {
      draftProblem(draft, 'PNP_MODEL_COMPONENT_NO_CLASS', {
        message: `@Component of ${key} names no class, found ${String(type)}`,
        hint: 'write @Component(TheClass), or @Component(() => TheClass) where the class is declared later',
        member: key,
      });
      return;
    }
    const later = isClass(type) ? () => type : type;
    draft.members.push({ kind: 'component', key, on, type: later, options });
  };
}

/** A class's `prototype` is not writable and an arrow function has none; a class compiled to a plain function has a draft. */
function isClass<C extends object>(type: Class<C> | (() => Class<C>)): type is Class<C> {
  const prototype = Object.getOwnPropertyDescriptor(type, 'prototype');
  if (!prototype) return false;
  return prototype.writable === false || draftOf(type as Class) !== undefined;
}
