import type { Dtmi } from '@iotpnp/model';
import { draftProblem, ownDraft, type Class } from '../draft.js';
import { contextDraft, isContext } from './site.js';
import type { InterfaceOptions } from './types/options.js';

/** Stands on a class, in either decorator convention. */
export interface InterfaceDecorator {
  <C extends Class>(type: C, context?: ClassDecoratorContext<C>): void;
}

/**
 * Makes a class an interface: the device itself, or a component of it. `id` is the model id that the
 * device announces (DTDL: Interface).
 * @example
 * ```ts
 * @Interface('dtmi:com:example:Thermostat;1', { displayName: 'Thermostat' })
 * class Thermostat {}
 * ```
 */
export function Interface(id: Dtmi, options: InterfaceOptions = {}): InterfaceDecorator {
  return (type: Class, context?: DecoratorContext) => {
    const draft = isContext(context) ? contextDraft(context) : ownDraft(type);
    if (draft.interface) {
      draftProblem(draft, 'PNP_MODEL_DECORATED_TWICE', {
        message: `two @Interface stand on one class: ${String(draft.interface.id)} and ${id}`,
        hint: 'remove one of them',
      });
    }
    draft.interface = { id, options };
  };
}
