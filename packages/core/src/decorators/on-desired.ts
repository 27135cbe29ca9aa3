import { onMethod } from './member-rules.js';
import { siteOf, type DecoratorCall } from './site.js';
import type { OnDesiredDecorator } from './types/decorators.js';

/**
 * Makes a method the handler of the desired values of a `@Writable` member of the same class: `property`
 * is that member's name in the class. Returning accepts the value, `Reject` refuses it, `ack(202)` says
 * that the work has begun. Its signal aborts when a newer value arrives.
 * @example
 * ```ts
 * @OnDesired('targetTemperature')
 * async heat(value: number, { signal, ack }: DesiredContext) {
 *   await ack(202, 'heating');
 *   await this.heater.reach(value, signal);
 * }
 * ```
 */
export function OnDesired<const P extends string>(property: P): OnDesiredDecorator<P> {
  return (...call: DecoratorCall): void => {
    const site = siteOf('@OnDesired', call);
    if (!site || !onMethod(site)) return;
    const { draft, key, on } = site;
    draft.members.push({ kind: 'onDesired', key, on, property });
  };
}
