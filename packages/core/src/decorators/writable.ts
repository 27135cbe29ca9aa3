import type { SchemaLike } from '@iotpnp/model';
import { recordProperty } from './record-property.js';
import type { DecoratorCall } from './site.js';
import type { BareWritableDecorator, WritableDecorator } from './types/decorators.js';
import type { ValueOf } from './types/fits.js';
import type { PropertyOptions } from './types/options.js';

/**
 * Makes a field or an accessor a writable property: a desired value is assigned and acknowledged, an
 * assignment of the device's own is reported (DTDL: writable Property). A setter that throws `Reject`
 * refuses the value; `@OnDesired` does asynchronous work first. The member's type is exactly the
 * schema's, as the hub may send any of its values.
 * @example
 * ```ts
 * @Writable('double') targetTemperature = 21;
 * ```
 */
export function Writable(): BareWritableDecorator;
export function Writable<const S extends SchemaLike>(
  schema: S,
  options?: PropertyOptions,
): WritableDecorator<ValueOf<S>>;
export function Writable(...given: readonly [schema?: SchemaLike, options?: PropertyOptions]) {
  return (...call: DecoratorCall): void => recordProperty('@Writable', given, call);
}
