import {
  definePlugin,
  isReject,
  reportedProperties,
  type CommandResult,
  type MiddlewarePlugin,
} from '@iotpnp/core';
import { context, propagation, SpanKind, type Attributes } from '@opentelemetry/api';
import { z } from 'zod';
import { checkedOptions } from '../checked-options.js';
import { memberName } from '../member-name.js';
import { Instruments, type Became } from './instruments.js';

const options = z.strictObject({
  /** Begin a span for each operation. */
  traces: z.boolean().default(true),
  /** Count operations and measure how long they take. */
  metrics: z.boolean().default(true),
  /** Give each telemetry message its trace context (`traceparent`) as properties, for the back end to go on with. */
  propagate: z.boolean().default(false),
  /** Attributes of every span and measurement, such as the device where a resource does not say it. */
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

export type OpenTelemetryOptions = z.input<typeof options>;

const SYSTEM = 'iotpnp';

/**
 * Spans and measurements of operations, by what the program has registered with `@opentelemetry/api`. Names and
 * outcomes only, never values.
 * @throws {PnpError} `PNP_MIDDLEWARE_BAD_OPTION`
 */
export function openTelemetryMiddleware(given: OpenTelemetryOptions = {}): MiddlewarePlugin {
  const checked = checkedOptions(options, given, 'opentelemetry');
  const instruments = new Instruments(checked);
  return {
    kind: 'middleware',
    name: 'opentelemetry',
    apiVersion: 1,
    telemetry: (operation, next) =>
      instruments.around({
        kind: 'telemetry',
        spanName: 'send telemetry',
        spanKind: SpanKind.PRODUCER,
        component: operation.component,
        attributes: {
          ...messaging('send', operation.output ?? 'telemetry'),
          'iotpnp.members': Object.keys(operation.values),
        },
        run: () => next(checked.propagate ? withTraceContext(operation) : operation),
        outcome: () => ({ outcome: 'queued' }),
        failure: failed,
      }),
    report: (operation, next) =>
      instruments.around({
        kind: 'report',
        spanName: 'report properties',
        spanKind: SpanKind.CLIENT,
        component: undefined,
        attributes: {
          ...messaging('send', 'reported'),
          'iotpnp.members': reportedProperties(operation.patch).map(memberName),
        },
        run: () => next(operation),
        outcome: () => ({ outcome: 'taken' }),
        failure: failed,
      }),
    desired: (operation, next) =>
      instruments.around({
        kind: 'desired',
        spanName: `process desired ${operation.property}`,
        spanKind: SpanKind.CONSUMER,
        component: operation.component,
        attributes: {
          ...messaging('process', 'desired'),
          'iotpnp.members': [operation.property],
          'iotpnp.desired.version': operation.version,
        },
        run: () => next(operation),
        outcome: () => ({ outcome: 'applied' }),
        failure: (error) => (isReject(error) ? { outcome: 'refused' } : failed(error)),
      }),
    command: (operation, next) =>
      instruments.around({
        kind: 'command',
        spanName: `command ${operation.command}`,
        spanKind: SpanKind.SERVER,
        component: operation.component,
        attributes: { 'rpc.system': SYSTEM, 'rpc.method': operation.command },
        run: () => next(operation),
        outcome: answered,
        failure: failed,
      }),
  };
}

/** The middleware by name: `plugins: [opentelemetry]` in a config. */
export default definePlugin({
  name: 'opentelemetry',
  apiVersion: 1,
  options,
  create: (given: z.output<typeof options>) => openTelemetryMiddleware(given),
});

/** OpenTelemetry's semantic conventions for messaging. */
function messaging(type: 'send' | 'process', destination: string): Attributes {
  return {
    'messaging.system': SYSTEM,
    'messaging.operation.type': type,
    'messaging.operation.name': type,
    'messaging.destination.name': destination,
  };
}

function answered({ status }: CommandResult): Became {
  const attributes = { 'iotpnp.command.status': status };
  return status >= 500
    ? { outcome: 'failed', errorType: String(status), attributes }
    : { outcome: status >= 400 ? 'refused' : 'answered', attributes };
}

/** By its code or class: a message may quote a value. */
function failed(error: unknown): Became {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return {
    outcome: 'failed',
    errorType: typeof code === 'string' ? code : typeof name === 'string' ? name : '_OTHER',
  };
}

function withTraceContext<
  Operation extends { readonly properties: Readonly<Record<string, string>> },
>(operation: Operation): Operation {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return { ...operation, properties: { ...carrier, ...operation.properties } };
}
