import { z } from 'zod';
import { configSchema, valuesSchema } from './config-schema.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A reference stands for any text: what it becomes is not known to an editor. */
const REFERENCE: JsonSchema = {
  type: 'string',
  pattern: String.raw`\$\{(env|file):[^}]+\}`,
  description: '${env:NAME}, ${env:NAME:-default} or ${file:path}.',
};

/** The JSON Schema (draft 7, which editors know best) of a `pnp.config.yaml` or `.json`; `schema.json` of this package. */
export function configJsonSchema(): JsonSchema {
  const config = draft7(configSchema);
  const { $schema: _, ...profile } = draft7(valuesSchema);
  const { profiles } = config.properties as { profiles: JsonSchema };
  profiles.additionalProperties = profile;
  return { title: 'Config of a pnp device', ...config };
}

function draft7(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => asWritten(jsonSchema),
  });
}

/** What a file can hold: no plugin made in TypeScript, and references where values of few forms are wanted. */
function asWritten(schema: JsonSchema): void {
  if (schema.anyOf) schema.anyOf = schema.anyOf.filter((member) => !isAnything(member));
  const { enum: values, pattern } = schema;
  if (values === undefined && pattern === undefined) return;
  const { description, ...own } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  schema.anyOf = [own, REFERENCE];
  if (description !== undefined) schema.description = description;
}

function isAnything(member: JsonSchema | boolean): boolean {
  return typeof member === 'object' && Object.keys(member).length === 0;
}
