import { draftProblem, type Class } from '../draft.js';
import { laterClass } from './later-class.js';
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
    draft.members.push({ kind: 'component', key, on, type: laterClass(type), options });
  };
}
