import { describe, expectTypeOf, it } from 'vitest';
import {
  array,
  enumOf,
  long,
  map,
  object,
  optional,
  schemaOf,
  unsignedLong,
  type Point,
  type Position,
  type Infer,
  type Schema,
} from '../index.js';

describe('Infer', () => {
  it('is the TypeScript value of a primitive', () => {
    expectTypeOf<Infer<'boolean'>>().toEqualTypeOf<boolean>();
    expectTypeOf<Infer<'date'>>().toEqualTypeOf<Date>();
    expectTypeOf<Infer<'dateTime'>>().toEqualTypeOf<Date>();
    expectTypeOf<Infer<'long'>>().toEqualTypeOf<number>();
    expectTypeOf<Infer<'time'>>().toEqualTypeOf<string>();
    expectTypeOf<Infer<'unsignedLong'>>().toEqualTypeOf<number>();
    expectTypeOf<Infer<'decimal'>>().toEqualTypeOf<string>();
    expectTypeOf<Infer<'bytes'>>().toEqualTypeOf<Uint8Array<ArrayBuffer>>();
  });

  it('is the geometry of a geospatial schema', () => {
    expectTypeOf<Infer<'point'>>().toEqualTypeOf<Point>();
    expectTypeOf<{
      type: 'Point';
      coordinates: [number, number] | [number, number, number];
    }>().toExtend<Infer<'point'>>();
    expectTypeOf<{ type: 'Point'; coordinates: number[] }>().not.toExtend<Infer<'point'>>();
    expectTypeOf<{ type: string; coordinates: [number, number] }>().not.toExtend<Infer<'point'>>();
    expectTypeOf<Infer<'multiPolygon'>['coordinates']>().toEqualTypeOf<Position[][][]>();
    expectTypeOf<Infer<'scaledDecimal'>>().toEqualTypeOf<{ scale: number; value: string }>();
  });

  it('is bigint for a long as bigint', () => {
    const Energy = long({ as: 'bigint' });
    expectTypeOf<Infer<typeof Energy>>().toEqualTypeOf<bigint>();
    const Pulses = unsignedLong({ as: 'bigint' });
    expectTypeOf<Infer<typeof Pulses>>().toEqualTypeOf<bigint>();
  });

  it('is a flat, writable object with optional members', () => {
    const Report = object({
      a: 'double',
      b: optional('string'),
      c: { schema: 'dateTime', displayName: 'C' },
      d: { schema: optional(array('integer')), comment: 'd' },
      e: object({ f: map('long') }),
    });
    expectTypeOf<Infer<typeof Report>>().toEqualTypeOf<{
      a: number;
      b?: string;
      c: Date;
      d?: number[];
      e: { f: Record<string, number> };
    }>();
  });

  it('is the union of the values of an enum', () => {
    const Mode = enumOf('auto', 'manual');
    const Named = enumOf({ Auto: 'auto', Manual: 'manual' });
    const Switch = enumOf({ off: 0, on: 1 });
    expectTypeOf<Infer<typeof Mode>>().toEqualTypeOf<'auto' | 'manual'>();
    expectTypeOf<Infer<typeof Named>>().toEqualTypeOf<'auto' | 'manual'>();
    expectTypeOf<Infer<typeof Switch>>().toEqualTypeOf<0 | 1>();
  });

  it('goes through schemaOf', () => {
    expectTypeOf(schemaOf('dateTime')).toEqualTypeOf<Schema<Date>>();
    expectTypeOf(schemaOf(array('double'))).toEqualTypeOf<Schema<number[]>>();
  });

  it('refuses what is no schema', () => {
    // @ts-expect-error a misspelt primitive
    array('dobule');
    // @ts-expect-error optional is for fields only
    array(optional('double'));
    // @ts-expect-error an enum has texts or integers
    enumOf({ a: true });
    // @ts-expect-error an enum has a value
    enumOf();
  });
});
