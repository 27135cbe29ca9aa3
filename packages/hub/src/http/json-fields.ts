import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';

/** A request that says what nobody can understand; each service answers it with its own words for 400. */
export class InvalidRequest extends Error {}

/** A member that is a text; `null` stands for none. @throws InvalidRequest */
export function textIn(object: JsonObject, name: string): string | undefined {
  const value = memberOf(object, name);
  if (value === undefined || typeof value === 'string') return value;
  throw new InvalidRequest(`${name} is a text`);
}

/** The same for an object. @throws InvalidRequest */
export function objectIn(object: JsonObject, name: string): JsonObject | undefined {
  const value = memberOf(object, name);
  if (value === undefined || isJsonObject(value)) return value;
  throw new InvalidRequest(`${name} is an object`);
}

/** The same for a boolean. @throws InvalidRequest */
export function booleanIn(object: JsonObject, name: string): boolean | undefined {
  const value = memberOf(object, name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw new InvalidRequest(`${name} is a boolean`);
}

function memberOf(object: JsonObject, name: string): Json | undefined {
  return object[name] ?? undefined;
}
