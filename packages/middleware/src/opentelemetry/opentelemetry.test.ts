import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Command,
  CommandError,
  Component,
  Interface,
  Reject,
  Telemetry,
  Writable,
} from '@iotpnp/core';
import { settled, started } from '@iotpnp/testkit';
import {
  context,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type ContextManager,
  type TextMapPropagator,
} from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import openTelemetry, {
  openTelemetryMiddleware,
  type OpenTelemetryOptions,
} from './opentelemetry.js';

const spans = new InMemorySpanExporter();
let measurements: InMemoryMetricExporter;
let reader: PeriodicExportingMetricReader;

/** What keeps the active span across promises, as the context manager of an SDK for Node does. */
class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  active = () => this.#storage.getStore() ?? ROOT_CONTEXT;
  with: ContextManager['with'] = (given, run, self, ...args) =>
    this.#storage.run(given, () => run.call(self as ThisParameterType<typeof run>, ...args));
  bind: ContextManager['bind'] = (_given, target) => target;
  enable = () => this;
  disable = () => this;
}

/** As much of W3C trace context as goes out. */
const traceparent: TextMapPropagator<Record<string, string>> = {
  inject(given, carrier) {
    const { traceId = '', spanId = '' } = trace.getSpanContext(given) ?? {};
    carrier['traceparent'] = `00-${traceId}-${spanId}-01`;
  },
  extract: (given) => given,
  fields: () => ['traceparent'],
};

beforeEach(() => {
  measurements = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  reader = new PeriodicExportingMetricReader({ exporter: measurements });
  context.setGlobalContextManager(new AsyncContexts());
  propagation.setGlobalPropagator(traceparent);
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
});

afterEach(async () => {
  await reader.shutdown();
  spans.reset();
  for (const api of [context, propagation, trace, metrics]) api.disable();
});

@Interface('dtmi:com:example:Oven;1')
class Oven {
  @Telemetry('double') heat?: number;
  @Writable('double') target = 20;
  @Command({ request: 'string' }) async bake(what: string): Promise<void> {
    await settled();
    trace.getTracer('oven').startSpan(`bake ${what}`).end();
    if (what === 'stone') throw new CommandError(400, null);
    if (what === 'fire') throw new Error('the kitchen is on fire');
  }
}

@Interface('dtmi:com:example:Kitchen;1')
class Kitchen {
  #door = 'shut';
  @Component(Oven) oven = new Oven();
  @Writable('string') get door(): string {
    return this.#door;
  }
  set door(value: string) {
    if (value === 'ajar') throw new Reject('open or shut');
    if (value === 'gone') throw new Error('gone indeed');
    this.#door = value;
  }
}

async function running(options: OpenTelemetryOptions = {}) {
  const app = new Kitchen();
  const device = await started(app, { middleware: [openTelemetryMiddleware(options)] });
  await device.session.flush();
  spans.reset();
  return { app, ...device, [Symbol.asyncDispose]: () => device.session.close() };
}

function spanOf(name: string) {
  const found = spans.getFinishedSpans().find((span) => span.name === name);
  if (found === undefined) {
    throw new Error(
      `no span ${name} among ${spans
        .getFinishedSpans()
        .map((span) => span.name)
        .join(', ')}`,
    );
  }
  return found;
}

async function points(name: string) {
  await reader.forceFlush();
  const scopes = measurements.getMetrics().at(-1)?.scopeMetrics ?? [];
  const metric = scopes
    .flatMap((scope) => scope.metrics)
    .find(({ descriptor }) => descriptor.name === name);
  return { unit: metric?.descriptor.unit, points: metric?.dataPoints ?? [] };
}

describe('spans', () => {
  it('are made of telemetry and reports, by the conventions for messaging', async () => {
    await using device = await running();
    device.app.oven.heat = 180;
    device.app.door = 'open';
    await device.session.flush();
    const sent = spanOf('send telemetry');
    expect(sent.kind).toBe(SpanKind.PRODUCER);
    expect(sent.attributes).toEqual({
      'messaging.system': 'iotpnp',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'send',
      'messaging.destination.name': 'telemetry',
      'iotpnp.component': 'oven',
      'iotpnp.members': ['heat'],
      'iotpnp.outcome': 'queued',
    });
    expect(spanOf('report properties').attributes).toMatchObject({
      'messaging.destination.name': 'reported',
      'iotpnp.members': ['door'],
      'iotpnp.outcome': 'taken',
    });
    const text = JSON.stringify(spans.getFinishedSpans().map(({ attributes }) => attributes));
    expect(text).not.toMatch(/180|open/);
  });

  it('are made of what is desired, with what became of it', async () => {
    await using device = await running();
    const outcomes = [];
    for (const door of ['open', 'ajar', 'gone']) {
      spans.reset();
      device.hub.desire({ door });
      await settled();
      await device.session.flush();
      const { kind, attributes, status } = spanOf('process desired door');
      expect(kind).toBe(SpanKind.CONSUMER);
      const { ac } = device.hub.reported['door'] as { ac: number };
      outcomes.push([ac, attributes['iotpnp.outcome'], status.code, attributes['error.type']]);
    }
    expect(outcomes).toEqual([
      [200, 'applied', SpanStatusCode.UNSET, undefined],
      [400, 'refused', SpanStatusCode.UNSET, undefined],
      [500, 'failed', SpanStatusCode.ERROR, 'Error'],
    ]);
  });

  it('are made of commands, whose handlers run inside them', async () => {
    await using device = await running();
    await device.hub.invoke('oven*bake', 'bread');
    const command = spanOf('command bake');
    expect(command.kind).toBe(SpanKind.SERVER);
    expect(command.attributes).toEqual({
      'rpc.system': 'iotpnp',
      'rpc.method': 'bake',
      'iotpnp.component': 'oven',
      'iotpnp.command.status': 200,
      'iotpnp.outcome': 'answered',
    });
    const inner = spanOf('bake bread');
    expect(inner.parentSpanContext?.spanId).toBe(command.spanContext().spanId);
    expect(inner.spanContext().traceId).toBe(command.spanContext().traceId);
  });

  it('of commands that fail are errors, those of a caller at fault are not', async () => {
    await using device = await running();
    const seen = [];
    for (const what of ['stone', 'fire']) {
      spans.reset();
      await device.hub.invoke('oven*bake', what);
      const { attributes, status } = spanOf('command bake');
      seen.push([attributes['iotpnp.outcome'], attributes['error.type'], status.code]);
    }
    expect(seen).toEqual([
      ['refused', undefined, SpanStatusCode.UNSET],
      ['failed', '500', SpanStatusCode.ERROR],
    ]);
  });

  it('give their context to telemetry messages where that is asked for', async () => {
    await using device = await running({ propagate: true });
    device.app.oven.heat = 180;
    await device.session.flush();
    const { traceId, spanId } = spanOf('send telemetry').spanContext();
    expect(device.hub.telemetry[0]?.properties).toMatchObject({
      traceparent: `00-${traceId}-${spanId}-01`,
    });
    await using silent = await running();
    silent.app.oven.heat = 180;
    await silent.session.flush();
    expect(silent.hub.telemetry[0]?.properties).not.toHaveProperty('traceparent');
  });

  it('are not made where only metrics are wanted', async () => {
    await using device = await running({ traces: false });
    await device.hub.invoke('oven*bake', 'bread');
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['bake bread']);
    expect((await points('iotpnp.operations')).points).not.toEqual([]);
  });
});

describe('metrics', () => {
  it('count operations by kind, component and outcome, and tell how long they took', async () => {
    await using device = await running({ attributes: { site: 'north' } });
    await device.hub.invoke('oven*bake', 'bread');
    await device.hub.invoke('oven*bake', 'bread');
    await device.hub.invoke('oven*bake', 'fire');
    const counted = await points('iotpnp.operations');
    const commands = counted.points.filter(
      ({ attributes }) => attributes['iotpnp.operation'] === 'command',
    );
    const common = { site: 'north', 'iotpnp.operation': 'command', 'iotpnp.component': 'oven' };
    expect(commands.map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ ...common, 'iotpnp.outcome': 'answered' }, 2],
      [{ ...common, 'iotpnp.outcome': 'failed', 'error.type': '500' }, 1],
    ]);
    const took = await points('iotpnp.operation.duration');
    expect(took.unit).toBe('s');
    const bread = took.points.find(
      ({ attributes }) => attributes['iotpnp.operation'] === 'command',
    );
    expect(bread?.value).toMatchObject({ count: 2, sum: expect.any(Number) });
  });

  it('are not made where only traces are wanted', async () => {
    await using device = await running({ metrics: false });
    await device.hub.invoke('oven*bake', 'bread');
    expect((await points('iotpnp.operations')).points).toEqual([]);
    expect(spanOf('command bake').attributes).toMatchObject({ 'iotpnp.outcome': 'answered' });
  });
});

it('runs where nothing is registered', async () => {
  for (const api of [context, propagation, trace, metrics]) api.disable();
  await using device = await running({ propagate: true });
  expect(await device.hub.invoke('oven*bake', 'bread')).toEqual({ status: 200, payload: null });
  expect(spans.getFinishedSpans()).toEqual([]);
});

it('is made by its definition, and takes no option it does not know', async () => {
  const plugin = await openTelemetry.create({
    traces: true,
    metrics: true,
    propagate: false,
    attributes: {},
  });
  expect(plugin.name).toBe('opentelemetry');
  expect(() => openTelemetryMiddleware({ tracing: true } as object)).toThrow(
    expect.objectContaining({ code: 'PNP_MIDDLEWARE_BAD_OPTION' }),
  );
});
