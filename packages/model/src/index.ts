export type { Json, JsonObject } from './json.js';
export { isJsonObject } from './json.js';
export type { PnpErrorCode, PnpErrorOptions, Problem, Where } from './pnp-error.js';
export { PnpError } from './pnp-error.js';
export type { DtdlVersion, Schema, SchemaContext, SchemaModel } from './schema/schema.js';
export { SchemaError } from './schema/schema.js';
export type {
  CommandModel,
  CommandPayloadModel,
  ComponentModel,
  ContentModel,
  Described,
  Dtmi,
  InterfaceModel,
  LocalizedString,
  PropertyModel,
  Semantic,
  TelemetryModel,
} from './interface-model.js';
