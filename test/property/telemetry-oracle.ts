import type { Json, JsonObject } from '@iotpnp/model';
import type { Place } from './model-places.js';
import { fits } from './schema-oracle.js';

/** One assignment of the author's code. */
export interface Assignment {
  readonly place: Place;
  readonly value: Json;
}

export interface ExpectedMessage {
  readonly component: string | undefined;
  readonly values: JsonObject;
  /** Made while there was no connection: it has to say when (T6). */
  readonly offline: boolean;
}

/**
 * What the conventions (rows T3 and T4) make of one turn: the telemetries of a component share a message, a second value of
 * one of them begins the next, and a value that does not fit is not sent.
 */
export function expectedMessages(
  assign: readonly Assignment[],
  offline: boolean,
): ExpectedMessage[] {
  const messages: ExpectedMessage[] = [];
  for (const { place, value: assigned } of assign) {
    if (!fits(place.schema, assigned)) continue;
    const value = JSON.parse(JSON.stringify(assigned)) as Json; // -0 is 0 in JSON
    const { component, name } = place;
    const open = messages.findLastIndex((message) => message.component === component);
    const { values } = messages[open] ?? { values: {} };
    const message = { component, offline, values: { ...values, [name]: value } };
    if (open < 0 || Object.hasOwn(values, name)) {
      messages.push({ ...message, values: { [name]: value } });
    } else messages.splice(open, 1, message);
  }
  return messages;
}
