import type { Described } from '../interface-model.js';
import type { Problem } from '../pnp-error.js';
import { describe } from './mismatch.js';
import { INTEGER_MAX, INTEGER_MIN } from './integer.js';

/** One value of an enum with everything said about it. */
export interface EnumEntry {
  readonly name: string;
  /** A text or an integer; anything else is a fault that the schema reports. */
  readonly value: unknown;
  readonly facts: Described;
}

/** What is wrong with the values of an enum, whatever the DTDL version. */
export function enumFaults(entries: readonly EnumEntry[]): readonly Problem[] {
  if (entries.length === 0) {
    return [fault('the enum has no values', "name its values: enumOf('auto', 'manual')")];
  }
  return [
    ...entries.flatMap(wrongValue),
    ...mixedValues(entries),
    ...repeated(entries.map((entry) => entry.name)).map((name) =>
      fault(
        `the enum has two values of the name ${describe(name)}`,
        'give each value its own name',
      ),
    ),
    ...repeated(entries.map((entry) => entry.value)).map((value) =>
      fault(`the enum has the value ${describe(value)} twice`, 'remove one of them'),
    ),
  ];
}

function wrongValue({ name, value }: EnumEntry): readonly Problem[] {
  if (typeof value === 'string' || isInteger(value)) return [];
  const message = `the enum value ${name} is ${describe(value)}: neither a text nor an integer of 32 bits`;
  return [fault(message, 'use texts, or integers')];
}

function isInteger(value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return value >= INTEGER_MIN && value <= INTEGER_MAX;
}

function mixedValues(entries: readonly EnumEntry[]): readonly Problem[] {
  const types = new Set(entries.map((entry) => typeof entry.value));
  if (!types.has('string') || !types.has('number')) return [];
  return [
    fault('the enum mixes texts and numbers', 'use texts for all values, or integers for all'),
  ];
}

/** Each value that occurs more than once. */
function repeated<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function fault(message: string, hint: string): Problem {
  return { code: 'PNP_SCHEMA_BAD_ENUM', message, hint };
}
