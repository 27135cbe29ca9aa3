import type { Optional, SchemaLike } from '@iotpnp/model';
import { onValue } from './member-rules.js';
import { schemaAt } from './schema-at.js';
import { siteOf, type DecoratorCall } from './site.js';
import type { FieldDecorator } from './types/decorators.js';
import type { FieldValue } from './types/fits.js';
import type { MemberOptions } from './types/options.js';

/**
 * Makes a member a field of its class, whose instances are values: `objectOf(TheClass)` is their schema
 * (DTDL: Field). Every field has to be there, unless its schema is `optional()`.
 * @example
 * ```ts
 * class TempReport {
 *   @Field('double') maxTemp!: number;
 *   @Field('dateTime', { displayName: 'Start' }) startTime!: Date;
 *   @Field(optional('string')) note?: string;
 * }
 * ```
 */
export function Field<const S extends SchemaLike | Optional>(
  schema: S,
  options: MemberOptions = {},
): FieldDecorator<FieldValue<S>> {
  return (...call: DecoratorCall): void => {
    const site = siteOf('@Field', call);
    if (!site || !onValue(site)) return;
    const { draft, key, on } = site;
    const optional = isOptional(schema);
    const given = optional ? schema.schema : schema;
    const field = { schema: schemaAt(site, [given]), optional, options };
    draft.members.push({ kind: 'field', key, on, ...field });
  };
}

// A schema parses; its wrapping only says that it may be absent.
function isOptional(like: SchemaLike | Optional): like is Optional {
  return typeof like === 'object' && like !== null && 'optional' in like && !('parse' in like);
}
