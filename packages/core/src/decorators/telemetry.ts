import type { Schema, SchemaLike } from '@iotpnp/model';
import { draftProblem } from '../draft.js';
import { parseDuration } from '../duration.js';
import { schemaAt } from './schema-at.js';
import { siteOf, type DecoratorCall, type Site } from './site.js';
import type { BareTelemetryDecorator, TelemetryDecorator } from './types/decorators.js';
import type { ValueOf } from './types/fits.js';
import type { Interval, TelemetryOptions } from './types/options.js';

/**
 * Makes a member telemetry (DTDL: Telemetry). With `every`: a method, polled at that interval; a poll
 * that returns `undefined` sends nothing. Without: a field or accessor, sent whenever it is assigned
 * after the start, or an async generator, which streams.
 * @example
 * ```ts
 * @Telemetry('double', { type: 'Temperature', unit: 'degreeCelsius', every: '5s' })
 * temperature() { return this.sensor.read(); }
 *
 * @Telemetry('double') humidity = 20;
 *
 * @Telemetry('integer') async *pulses({ signal }: TelemetryContext) { yield* this.counter.pulses(signal); }
 * ```
 */
export function Telemetry(): BareTelemetryDecorator;
export function Telemetry<
  const S extends SchemaLike,
  E extends Interval = never,
  Instance = unknown,
>(schema: S, options?: TelemetryOptions<E, Instance>): TelemetryDecorator<ValueOf<S>, E, Instance>;
export function Telemetry(
  ...given: readonly [schema?: SchemaLike, options?: TelemetryOptions<Interval, never>]
) {
  return (...call: DecoratorCall): void => {
    const site = siteOf('@Telemetry', call);
    if (!site) return;
    const { draft, key, on } = site;
    const [, options = {}] = given;
    const schema = schemaAt(site, given);
    checkEvery(site, options.every);
    checkThinning(site, options, schema);
    draft.members.push({ kind: 'telemetry', key, on, schema, options });
  };
}

function checkEvery({ draft, key, on }: Site, every: unknown): void {
  const fault = (message: string, hint: string) =>
    draftProblem(draft, 'PNP_MODEL_EVERY_MISUSED', { message, hint, member: key });
  if (every === undefined) return;
  if (on !== 'method') {
    fault(
      `every stands on a ${on}, ${key}`,
      `make ${key} a method, or remove every: a ${on} is sent when it is assigned`,
    );
  } else if (typeof every !== 'function' && parseDuration(every) === undefined) {
    fault(
      `every of ${key} is no interval: ${JSON.stringify(every)}`,
      "write a time above zero as '500ms', '5s', '1.5m' or '1h', or a number of milliseconds",
    );
  }
}

function checkThinning(
  { draft, key }: Site,
  { deadband, minInterval }: { readonly deadband?: unknown; readonly minInterval?: unknown },
  schema: Schema | undefined,
): void {
  const fault = (message: string, hint: string) =>
    draftProblem(draft, 'PNP_MODEL_THINNING_MISUSED', { message, hint, member: key });
  if (deadband !== undefined && !(typeof deadband === 'number' && deadband >= 0)) {
    fault(`deadband of ${key} is no number of at least zero`, 'write the smallest change to send');
  } else if (deadband !== undefined && schema?.numeric === false) {
    fault(
      `deadband of ${key} means nothing: it is a ${schema.kind}`,
      `remove deadband from ${key}`,
    );
  }
  if (minInterval !== undefined && parseDuration(minInterval) === undefined) {
    fault(
      `minInterval of ${key} is no interval`,
      "write a time above zero as '5s', or milliseconds",
    );
  }
}
