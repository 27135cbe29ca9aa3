import { describedToDtdl } from './described.js';
import { byName, compareText } from './frozen-model.js';
import type {
  CommandPayloadModel,
  ContentModel,
  Dtmi,
  InterfaceModel,
  Semantic,
} from './interface-model.js';
import type { JsonObject } from './json.js';
import { unitTerm } from './quantitative-types.js';
import type { DtdlVersion } from './schema/schema.js';

/** An interface as a DTDL document holds it. */
export interface DtdlInterface extends JsonObject {
  readonly '@context': string | readonly string[];
  readonly '@id': Dtmi;
  readonly '@type': 'Interface';
  readonly contents: readonly JsonObject[];
}

/**
 * The model as DTDL, each interface in the version it is held to: the root first, then every interface of a
 * component once, sorted by id. Keys and members always come in the same order.
 */
export function toDtdl(model: InterfaceModel): DtdlInterface[] {
  const components = new Map<Dtmi, InterfaceModel>();
  collectComponents(model, components);
  components.delete(model.id);
  const others = [...components.values()].toSorted((a, b) => compareText(a.id, b.id));
  return [model, ...others].map(interfaceToDtdl);
}

/**
 * The text of a DTDL file: one interface as an object, several as an array. Two spaces, a final newline, the same
 * bytes for the same model.
 */
export function formatDtdl(model: InterfaceModel): string {
  const interfaces = toDtdl(model);
  const document = interfaces.length === 1 ? interfaces[0] : interfaces;
  return `${JSON.stringify(document, null, 2)}\n`;
}

function collectComponents(model: InterfaceModel, found: Map<Dtmi, InterfaceModel>): void {
  for (const content of model.contents) {
    if (content.kind !== 'Component' || found.has(content.schema.id)) continue;
    found.set(content.schema.id, content.schema);
    collectComponents(content.schema, found);
  }
}

function interfaceToDtdl(model: InterfaceModel): DtdlInterface {
  return {
    '@context': contextOf(model),
    '@id': model.id,
    '@type': 'Interface',
    ...describedToDtdl(model),
    contents: model.contents.toSorted(byName).map((content) => contentToDtdl(content, model.dtdl)),
  };
}

function contextOf({ dtdl, contents }: InterfaceModel): string | readonly string[] {
  const context = `dtmi:dtdl:context;${dtdl}`;
  const extension = QUANTITATIVE_TYPES[dtdl];
  if (extension === undefined || !contents.some(hasSemanticType)) return context;
  return [context, extension];
}

/** DTDL v3 took semantic types out of the language: they are an extension from there on. */
const QUANTITATIVE_TYPES: Readonly<Record<DtdlVersion, string | undefined>> = {
  2: undefined,
  3: 'dtmi:dtdl:extension:quantitativeTypes;1',
  4: 'dtmi:dtdl:extension:quantitativeTypes;2',
};

function hasSemanticType(content: ContentModel): boolean {
  return 'semanticType' in content && content.semanticType !== undefined;
}

function contentToDtdl(content: ContentModel, dtdl: DtdlVersion): JsonObject {
  return {
    '@type': typeOf(content),
    name: content.name,
    ...describedToDtdl(content),
    ...bodyOf(content, dtdl),
  };
}

function typeOf(content: ContentModel & Semantic): string | readonly string[] {
  const { kind, semanticType } = content;
  return semanticType === undefined ? kind : [kind, semanticType];
}

function bodyOf(content: ContentModel, dtdl: DtdlVersion): JsonObject {
  if (content.kind === 'Component') return { schema: content.schema.id };
  if (content.kind === 'Command') {
    const { request, response } = content;
    return {
      ...(request && { request: payloadToDtdl(request) }),
      ...(response && { response: payloadToDtdl(response) }),
    };
  }
  return {
    schema: content.schema,
    ...(content.unit !== undefined && { unit: unitTerm(content.unit, dtdl) }),
    ...(content.kind === 'Property' && content.writable && { writable: true }),
  };
}

function payloadToDtdl(payload: CommandPayloadModel): JsonObject {
  return { name: payload.name, ...describedToDtdl(payload), schema: payload.schema };
}
