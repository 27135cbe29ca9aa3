import { describedFromDtdl, describedProblems, describedToDtdl } from '../described.js';
import type { Described } from '../interface-model.js';
import type { JsonObject } from '../json.js';
import { LIMITS } from '../limits.js';
import { namedElements } from '../named-elements.js';
import { nameProblems } from '../names.js';
import type { Problem } from '../pnp-error.js';
import { defineSchema, within } from './define-schema.js';
import { enumFaults, type EnumEntry } from './enum-faults.js';
import { describe, mismatch } from './mismatch.js';
import type { DtdlVersion, Schema, SchemaContext } from './schema.js';

/** The values of an enum by DTDL name. */
export interface EnumEntries {
  readonly [name: string]: string | number;
}

/**
 * One of a few values, all texts or all integers (32 bits).
 * @example
 * enumOf('auto', 'manual')            // the values are the DTDL names too
 * enumOf({ off: 0, on: 1 })           // names and values apart
 * enumOf(Mode)                        // a TypeScript enum
 */
export function enumOf<const V extends readonly [string, ...string[]]>(
  ...values: V
): Schema<V[number]>;
export function enumOf<const E extends EnumEntries>(entries: E): Schema<E[keyof E]>;
export function enumOf(...args: unknown[]): Schema {
  const [first] = args;
  if (args.length === 1 && typeof first === 'object' && first !== null) {
    return enumOfValues(namedEntries(first));
  }
  return enumOfValues(args.map((value) => ({ name: String(value), value, facts: {} })));
}

/** Reads an Enum schema of a DTDL document. */
export function enumFromDtdl(model: JsonObject): Schema {
  const entries = namedElements(model['enumValues']).map((entry) => ({
    name: entry.name,
    value: entry.model['enumValue'],
    facts: describedFromDtdl(entry.model),
  }));
  return enumOfValues(entries, describedFromDtdl(model));
}

/** The Enum schema of entries that are already made. */
function enumOfValues(entries: readonly EnumEntry[], facts: Described = {}): Schema<EnumValue> {
  const values = new Set(entries.map((entry) => entry.value));
  const expected = `one of ${listed([...values])}`;
  const checked = (value: unknown, context?: SchemaContext): EnumValue => {
    if (!values.has(value) || !isEnumValue(value)) throw mismatch(expected, value, context);
    return value;
  };
  return defineSchema({
    kind: 'Enum',
    parse: checked,
    serialize: checked,
    toDtdl: () => ({
      '@type': 'Enum',
      ...describedToDtdl(facts),
      valueSchema: typeof entries[0]?.value === 'number' ? 'integer' : 'string',
      enumValues: entries.map((entry) => ({
        name: entry.name,
        ...describedToDtdl(entry.facts),
        enumValue: isEnumValue(entry.value) ? entry.value : null,
      })),
    }),
    problems: enumFaults(entries),
    limits: (version) => limits(entries, facts, version),
  });
}

/** Enough of the values for a message. */
function listed(values: readonly unknown[]): string {
  const most = 8;
  const more = values.length > most ? ', ...' : '';
  return values.slice(0, most).map(describe).join(', ') + more;
}

type EnumValue = string | number;

function isEnumValue(value: unknown): value is EnumValue {
  return typeof value === 'string' || typeof value === 'number';
}

/** A numeric TypeScript enum also holds its names by value (`{ Off: 0, 0: 'Off' }`): those are left out. */
function namedEntries(entries: object): readonly EnumEntry[] {
  const values = new Map<string, unknown>(Object.entries(entries));
  const isReverse = (name: string, value: unknown): boolean =>
    typeof value === 'string' && String(values.get(value)) === name && /^-?\d+$/.test(name);
  return [...values]
    .filter(([name, value]) => !isReverse(name, value))
    .map(([name, value]) => ({ name, value, facts: {} }));
}

function limits(
  entries: readonly EnumEntry[],
  facts: Described,
  version: DtdlVersion,
): readonly Problem[] {
  const problems = [...describedProblems(facts, version)];
  const most = LIMITS[version].enumValues;
  if (entries.length > most) {
    problems.push({
      code: 'PNP_MODEL_LIMIT',
      message: `the enum has ${entries.length} values; DTDL v${version} allows ${most}`,
      hint: 'use an integer or a string instead',
    });
  }
  for (const { name, facts: own } of entries) {
    problems.push(
      ...within(name, [...enumNameProblems(name, version), ...describedProblems(own, version)]),
    );
  }
  return problems;
}

function enumNameProblems(name: string, version: DtdlVersion): readonly Problem[] {
  const hint = `give the value a name: enumOf({ someName: ${JSON.stringify(name)}, ... })`;
  return nameProblems(name, version).map((problem) => ({ ...problem, hint }));
}
