import type { SchemaLike } from '@iotpnp/model';
import { recordProperty } from './record-property.js';
import type { DecoratorCall } from './site.js';
import type { BarePropertyDecorator, PropertyDecorator } from './types/decorators.js';
import type { ValueOf } from './types/fits.js';
import type { PropertyOptions } from './types/options.js';

/**
 * Makes a field or an accessor a read-only property: assigning reports it to the hub, `null` or
 * `undefined` removes it (DTDL: Property). A getter without a setter is reported once, at the start.
 * Without a schema the member's annotated type tells it, if reflect-metadata is loaded and the type is
 * number (`double`), string, boolean or Date (`dateTime`).
 * @example
 * ```ts
 * @Property('double') maxTempSinceLastReboot = 0;
 * @Property('double', { type: 'Temperature', unit: 'degreeCelsius' }) accessor peak = 0;
 * ```
 */
export function Property(): BarePropertyDecorator;
export function Property<const S extends SchemaLike>(
  schema: S,
  options?: PropertyOptions,
): PropertyDecorator<ValueOf<S>>;
export function Property(...given: readonly [schema?: SchemaLike, options?: PropertyOptions]) {
  return (...call: DecoratorCall): void => recordProperty('@Property', given, call);
}
