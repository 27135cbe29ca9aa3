import { SchemaError, type Json } from '@iotpnp/model';

/** The integers a twin can hold (IoT Hub, twin limits). */
const LEAST = -4_503_599_627_370_496;
const MOST = 4_503_599_627_370_495;

/** A value as a twin can hold it: integers as numbers. @throws {SchemaError} when one is out of a twin's range. */
export function twinJson(value: Json): Json {
  return withNumbers(value, (integer) => {
    if (integer >= LEAST && integer <= MOST) return Number(integer);
    throw new SchemaError(`a twin holds integers from ${LEAST} to ${MOST}, found ${integer}`);
  });
}

/** A value without bigints, for transports that write their JSON themselves. @throws {SchemaError} when one cannot be written exactly. */
export function plainJson(value: Json): Json {
  return withNumbers(value, (integer) => {
    if (Number.isSafeInteger(Number(integer))) return Number(integer);
    if (typeof integer === 'number') return integer;
    throw new SchemaError(`${integer} cannot be written exactly here`);
  });
}

function withNumbers(value: Json, integer: (found: bigint | number) => number): Json {
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'number') return Number.isInteger(value) ? integer(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => withNumbers(item, integer));
  const entries = Object.entries(value).map(([key, item]) => [key, withNumbers(item, integer)]);
  return Object.fromEntries(entries) as Json;
}
