import type { JsonObject } from '@iotpnp/model';

/** A text of an answer; `undefined` where it is none, or empty. */
export function textOf(json: JsonObject, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A time of an answer, as it is written. IoT Hub has the year 1 where there is none. */
export function timeOf(json: JsonObject, key: string): string | undefined {
  const text = textOf(json, key);
  return text === undefined || text.startsWith('0001-') ? undefined : text;
}
