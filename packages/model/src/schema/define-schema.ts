import type { Problem } from '../pnp-error.js';
import type { DtdlVersion, Schema, SchemaChild } from './schema.js';

/** What differs between kinds; the rest follows from it. */
export interface SchemaParts<V> extends Pick<Schema<V>, 'kind' | 'parse' | 'serialize' | 'toDtdl'> {
  readonly children?: readonly SchemaChild[];
  /** Faults of this schema itself, whatever the DTDL version. */
  readonly problems?: readonly Problem[];
  /** Faults of this schema itself in one DTDL version. */
  readonly limits?: ((version: DtdlVersion) => readonly Problem[]) | undefined;
  readonly numeric?: boolean;
  readonly holdsArray?: boolean;
}

/** A schema from what is special about it. */
export function defineSchema<V>(parts: SchemaParts<V>): Schema<V> {
  const { children = [], problems = [], limits, numeric = false, holdsArray = false } = parts;
  return Object.freeze({
    kind: parts.kind,
    parse: parts.parse,
    serialize: parts.serialize,
    toDtdl: parts.toDtdl,
    children,
    // Getters: what a child holds may be known only later.
    get problems() {
      return [
        ...problems,
        ...children.flatMap((child) => within(child.key, child.schema.problems)),
      ];
    },
    check: (version: DtdlVersion) => [
      ...problems,
      ...(limits?.(version) ?? []),
      ...children.flatMap((child) => within(child.key, child.schema.check(version))),
    ],
    numeric,
    get holdsArray() {
      return holdsArray || children.some((child) => child.schema.holdsArray);
    },
  });
}

/** The same problems, seen from outside: `key` goes in front of the place they name. */
export function within(key: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => {
    const inner = problem.where?.key;
    const outer = inner === undefined ? key : `${key}.${inner}`;
    return { ...problem, where: { ...problem.where, key: outer } };
  });
}
