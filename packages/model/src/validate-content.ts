import { describedProblems } from './described.js';
import type {
  CommandModel,
  CommandPayloadModel,
  ContentModel,
  PropertyModel,
  TelemetryModel,
} from './interface-model.js';
import { LIMITS } from './limits.js';
import { nameProblems } from './names.js';
import type { Problem } from './pnp-error.js';
import { within } from './schema/define-schema.js';
import { schemaFromDtdl } from './schema/schema-from-dtdl.js';
import type { DtdlVersion, Schema } from './schema/schema.js';
import { semanticProblems } from './semantic-problems.js';

/** What is wrong with a member beside its name and its texts; `where.key` is the place within the member. */
export function contentProblems(content: ContentModel, version: DtdlVersion): readonly Problem[] {
  if (content.kind === 'Command') return commandProblems(content, version);
  // The interface of a component is validated by itself, in its own version.
  return content.kind === 'Component' ? [] : valueProblems(content, version);
}

function valueProblems(
  content: TelemetryModel | PropertyModel,
  version: DtdlVersion,
): readonly Problem[] {
  const schema = schemaFromDtdl(content.schema);
  return [
    ...within('schema', schemaProblems(schema, version)),
    ...semanticProblems(content, schema, version),
    ...(content.kind === 'Property' ? arrayProblems(schema, version) : []),
  ];
}

function commandProblems(content: CommandModel, version: DtdlVersion): readonly Problem[] {
  return [
    ...within('request', payloadProblems(content.request, version)),
    ...within('response', payloadProblems(content.response, version)),
  ];
}

function payloadProblems(
  payload: CommandPayloadModel | undefined,
  version: DtdlVersion,
): readonly Problem[] {
  if (payload === undefined) return [];
  return [
    ...nameProblems(payload.name, version),
    ...describedProblems(payload, version),
    ...within('schema', schemaProblems(schemaFromDtdl(payload.schema), version)),
  ];
}

function schemaProblems(schema: Schema, version: DtdlVersion): readonly Problem[] {
  const deepest = LIMITS[version].depth;
  const depth = depthOf(schema);
  if (depth <= deepest) return schema.check(version);
  const message = `the schema is nested ${depth} deep; DTDL v${version} allows ${deepest}`;
  const hint = 'flatten the objects, arrays and maps; geospatial schemas count 2 to 5 levels';
  return [...schema.check(version), { code: 'PNP_SCHEMA_TOO_DEEP', message, hint }];
}

/** Objects, arrays and maps count a level, primitives and enums none. */
function depthOf(schema: Schema): number {
  if (schema.children.length === 0) return 0;
  return 1 + Math.max(...schema.children.map((child) => depthOf(child.schema)));
}

function arrayProblems(schema: Schema, version: DtdlVersion): readonly Problem[] {
  if (version > 2 || !schema.holdsArray) return [];
  return [
    {
      code: 'PNP_SCHEMA_NOT_IN_DTDL2',
      message:
        'a property of DTDL v2 may not hold an array, nor a geospatial schema, which is made of arrays',
      hint: 'use a map or an object, or write the model in DTDL v3',
      where: { key: 'schema' },
    },
  ];
}
