export { closest } from './closest.js';
export type { Json, JsonObject } from './json.js';
export { isJsonObject, stringify } from './json.js';
export type { PnpErrorCode, PnpErrorOptions, Problem, Where } from './pnp-error.js';
export { PnpError } from './pnp-error.js';
export type { ModelErrorCode } from './error-codes.js';
export { MODEL_ERRORS } from './error-codes.js';
export type {
  DtdlVersion,
  Schema,
  SchemaChild,
  SchemaContext,
  SchemaModel,
} from './schema/schema.js';
export { SchemaError } from './schema/schema.js';
export type { DtmiParts } from './dtmi.js';
export { explainDtmi, isDtmi, parseDtmi } from './dtmi.js';
export type { PrimitiveName, SchemaName } from './schema/named-schemas.js';
export type { Infer, SchemaLike } from './schema/schema-of.js';
export { schemaOf } from './schema/schema-of.js';
export { array } from './schema/array.js';
export type { EnumEntries } from './schema/enum-of.js';
export { enumOf } from './schema/enum-of.js';
export type { LongOptions } from './schema/long.js';
export { long } from './schema/long.js';
export { unsignedLong } from './schema/unsigned-long.js';
export type {
  LineString,
  MultiLineString,
  MultiPoint,
  MultiPolygon,
  Point,
  Polygon,
  Position,
} from './schema/geojson.js';
export type { ScaledDecimal } from './schema/scaled-decimal.js';
export type { MapNames } from './schema/map.js';
export { map } from './schema/map.js';
export type { FieldSpec, Fields, ObjectValue } from './schema/fields.js';
export { object } from './schema/object.js';
export type { Optional } from './schema/optional.js';
export { optional } from './schema/optional.js';
export { schemaFromDtdl } from './schema/schema-from-dtdl.js';
export { semanticUnits } from './quantitative-types.js';
export type { SemanticType, Semantics, UnitOf } from './semantic-types.js';
export { SEMANTIC_UNITS } from './semantic-types.js';
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
export { frozenModel } from './frozen-model.js';
export type { DtdlInterface } from './to-dtdl.js';
export { formatDtdl, toDtdl } from './to-dtdl.js';
export { validateModel } from './validate.js';
