import { schemaOf, type PrimitiveName, type Schema, type SchemaLike } from '@iotpnp/model';
import { draftProblem } from '../draft.js';
import type { Site } from './site.js';

/** What a member's type, as reflect-metadata knows it, says about its schema. Everything else is ambiguous. */
const HINTS: ReadonlyMap<unknown, PrimitiveName> = new Map<unknown, PrimitiveName>([
  [Number, 'double'],
  [String, 'string'],
  [Boolean, 'boolean'],
  [Date, 'dateTime'],
]);

/**
 * The schema of a decorated value: the one given, or for a bare decorator (`given` is empty) the one its
 * type hints at. Undefined when there is none; the draft says why.
 */
export function schemaAt(site: Site, given: readonly unknown[]): Schema | undefined {
  const { draft, key, decorator, designType } = site;
  const [like] = given;
  if (like !== undefined) return schemaOf(like as SchemaLike);
  if (given.length > 0) {
    draftProblem(draft, 'PNP_MODEL_NO_SCHEMA', {
      message: `the schema of ${key} is undefined when its class is declared`,
      hint: 'declare the schema above the class, in a module that does not import this one',
      member: key,
    });
    return undefined;
  }
  const hint = HINTS.get(designType);
  if (hint) return schemaOf(hint);
  draftProblem(draft, 'PNP_MODEL_NO_SCHEMA', {
    message: `${key} has no schema and none can be told from its type`,
    hint: `name it: ${decorator}('double') ${key}`,
    member: key,
  });
  return undefined;
}
