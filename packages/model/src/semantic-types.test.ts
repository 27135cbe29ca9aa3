import { describe, expect, expectTypeOf, it } from 'vitest';
import { semanticUnits } from './quantitative-types.js';
import { SEMANTIC_UNITS, type Semantics, type UnitOf } from './semantic-types.js';

describe('the semantic types', () => {
  it.each([2, 3, 4] as const)('of DTDL v%i have units, none of them twice', (version) => {
    for (const units of semanticUnits(version).values()) {
      expect(units.length).toBeGreaterThan(0);
      expect(new Set(units).size).toBe(units.length);
    }
  });

  it('are as many as the specifications list', () => {
    expect(Object.keys(SEMANTIC_UNITS)).toHaveLength(42);
    expect(semanticUnits(3).size).toBe(52);
    expect(semanticUnits(4)).toEqual(semanticUnits(3));
    expect(semanticUnits(3).get('Pressure')).toContain('hectopascal');
  });

  it('tie the unit to the type', () => {
    expectTypeOf<UnitOf<'Temperature'>>().toEqualTypeOf<
      'degreeCelsius' | 'degreeFahrenheit' | 'kelvin'
    >();
    expectTypeOf<{ type: 'Pressure'; unit: 'bar' }>().toExtend<Semantics>();
    expectTypeOf<object>().toExtend<Semantics>();
    expectTypeOf<{ type: 'Pressure'; unit: 'kelvin' }>().not.toExtend<Semantics>();
    expectTypeOf<{ type: 'Pressure' }>().not.toExtend<Semantics>();
    expectTypeOf<{ unit: 'bar' }>().not.toExtend<Semantics>();
  });
});
