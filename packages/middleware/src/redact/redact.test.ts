import {
  Command,
  Component,
  createHost,
  Interface,
  object,
  Property,
  Telemetry,
  Writable,
  type PnpError,
} from '@iotpnp/core';
import { bench, memoryLog, started, type LogLine } from '@iotpnp/testkit';
import { describe, expect, it } from 'vitest';
import redactPlugin, { redactMiddleware, type RedactOptions } from './redact.js';

const Place = object({ lat: 'double', lon: 'double' });

@Interface('dtmi:com:example:Tracker;1')
class Tracker {
  @Telemetry(Place) position?: { lat: number; lon: number };
  @Telemetry('double') speed?: number;
  @Property('string') driver: string | undefined = 'Ada';
  @Writable('string') label = 'van of Ada';
}

@Interface('dtmi:com:example:Van;1')
class Van {
  @Component(Tracker) tracker = new Tracker();
  @Property('string') owner: string | undefined = 'Grace';
  @Property('string') plate = 'AB-123';
  @Telemetry('double') mileage?: number;
  @Command({ response: 'string' }) whereabouts(): string {
    return 'here';
  }
}

async function running(options: RedactOptions) {
  const app = new Van();
  const middleware = [redactMiddleware(options)];
  const device = await started(app, { middleware });
  await device.session.flush();
  return { app, ...device, [Symbol.asyncDispose]: () => device.session.close() };
}

describe('what is dropped', () => {
  it('is in no message, and a message of nothing else is not sent', async () => {
    await using device = await running({ drop: ['tracker.position', 'mileage'] });
    const { app, hub, session } = device;
    app.tracker.position = { lat: 1, lon: 2 };
    app.tracker.speed = 30;
    app.mileage = 7;
    await session.flush();
    expect(hub.bodies).toEqual([{ component: 'tracker', values: { speed: 30 } }]);
    expect(session.stats.droppedByMiddleware.telemetry).toBe(1);
  });

  it('is in no report, and its component neither where nothing else is left', async () => {
    await using device = await running({ drop: ['owner', 'tracker.driver', 'tracker.label'] });
    const { app, hub, session } = device;
    expect(hub.reported).toMatchObject({ plate: 'AB-123' });
    expect(hub.reported).not.toHaveProperty('owner');
    expect(hub.reported).not.toHaveProperty('tracker');
    app.owner = 'Bob';
    await session.flush();
    expect(hub.reports).toHaveLength(1);
    expect(session.stats.droppedByMiddleware.report).toBe(1);
    hub.cut();
    await device.clock.advance(5_000);
    await session.flush();
    expect(JSON.stringify(hub.reports)).not.toMatch(/Bob|Ada|Grace/);
  });
});

describe('what is replaced', () => {
  const options = {
    replace: { owner: 'anonymous', 'tracker.label': 'a van', 'tracker.position': null },
  };

  it('goes out as what it is replaced by', async () => {
    await using device = await running(options);
    const { app, hub, session } = device;
    expect(hub.reported).toMatchObject({ owner: 'anonymous', plate: 'AB-123' });
    app.tracker.position = { lat: 1, lon: 2 };
    await session.flush();
    expect(hub.bodies).toEqual([{ component: 'tracker', values: { position: null } }]);
  });

  it('stays an acknowledgment, with its status, version and description', async () => {
    await using device = await running(options);
    const { app, hub, session } = device;
    const label = () => (hub.reported['tracker'] as { label: object }).label;
    expect(label()).toEqual({ value: 'a van', ac: 200, av: 0, ad: 'reported default value' });
    const version = hub.desire({ tracker: { label: 'van of Bob' } });
    await session.flush();
    expect(app.tracker.label).toBe('van of Bob');
    expect(label()).toEqual({ value: 'a van', ac: 200, av: version, ad: 'applied' });
    expect(JSON.stringify(hub.reports)).not.toContain('van of');
  });

  it('can still be taken out of the twin', async () => {
    await using device = await running(options);
    device.app.owner = undefined;
    await device.session.flush();
    expect(device.hub.reported).not.toHaveProperty('owner');
  });
});

describe('names', () => {
  it('that no member has are warned about once each, with the one that was meant', async () => {
    const lines: LogLine[] = [];
    const options = { drop: ['tracker.positon', 'whereabouts'], replace: { colour: 'grey' } };
    const middleware = [redactMiddleware(options, { log: memoryLog(lines) })];
    await using host = createHost({ ...bench().options, middleware });
    await host.start(new Van());
    await host.start(new Van());
    const code = 'PNP_REDACT_UNKNOWN_MEMBER';
    const model = 'dtmi:com:example:Van;1';
    expect(lines.map(({ level, fields }) => [level, fields])).toEqual([
      ['warn', { code, model, member: 'tracker.positon', error: 'did you mean tracker.position?' }],
      ['warn', { code, model, member: 'colour' }],
    ]);
  });

  it.each([
    ['that are none', { drop: ['a.b.c'] }, ['drop.0']],
    ['twice', { drop: ['a', 'b'], replace: { a: 1, b: 2 } }, ['replace.a', 'replace.b']],
    ['not at all', {}, [undefined]],
    ['under another key', { dorp: ['a'], drop: ['b'] }, [undefined]],
  ])('%s are refused, all at once', (_, options, keys) => {
    expect(faults(options)?.problems.map(({ code, where }) => [code, where?.key])).toEqual(
      keys.map((key) => ['PNP_MIDDLEWARE_BAD_OPTION', key]),
    );
  });
});

it('is made by its definition', async () => {
  const checked = await redactPlugin.options['~standard'].validate({ drop: ['owner'] });
  if (checked.issues) throw new Error('the options do not fit');
  const middleware = [await redactPlugin.create(checked.value)];
  await using device = await started(new Van(), { middleware });
  await device.session.flush();
  expect(device.hub.reported).not.toHaveProperty('owner');
});

function faults(options: object): PnpError | undefined {
  try {
    redactMiddleware(options);
    return undefined;
  } catch (error) {
    return error as PnpError;
  }
}
