import { describe, expect, it } from 'vitest';
import { MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat, TemperatureController } from '../../test/devices.js';
import { Interface, long, Telemetry } from '../index.js';

describe('assigned telemetry', () => {
  it('goes out as one message of the turn, without a component on the default component', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    app.temperature = 21.5;
    app.humidity = 40;
    await running.session.flush();
    const [message, ...more] = running.hub.telemetry;
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      body: '{"temperature":21.5,"humidity":40}',
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      properties: {},
    });
    expect(message).not.toHaveProperty('component');
  });

  it('of a component carries the component in $.sub, and components never share a message', async () => {
    const app = new TemperatureController();
    await using running = await started(app);
    app.thermostat1.temperature = 1;
    app.workingSet = 2;
    app.thermostat2.temperature = 3;
    await running.session.flush();
    expect(
      running.hub.telemetry.map(({ component, properties }) => [component, properties]),
    ).toEqual([
      ['thermostat1', { '$.sub': 'thermostat1' }],
      [undefined, {}],
      ['thermostat2', { '$.sub': 'thermostat2' }],
    ]);
  });

  it('loses no value: a second one in the same turn starts the next message', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    for (const value of [1, 2, 3]) app.temperature = value;
    await running.session.flush();
    expect(running.hub.bodies.map(({ values }) => values)).toEqual([
      { temperature: 1 },
      { temperature: 2 },
      { temperature: 3 },
    ]);
  });

  it('set before the start is not sent', async () => {
    const app = new Thermostat();
    app.temperature = 99;
    await using running = await started(app);
    await running.session.flush();
    expect(running.hub.telemetry).toEqual([]);
  });

  it('that does not fit is refused with its name, and the rest is sent', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    app.temperature = Number.NaN;
    app.humidity = 40;
    await running.session.flush();
    expect(running.hub.bodies).toEqual([{ component: undefined, values: { humidity: 40 } }]);
    expect(running.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({
          code: 'PNP_TELEMETRY_REJECTED',
          telemetry: 'temperature',
        }),
      }),
    );
  });

  it('too large for the transport is refused with size and limit', async () => {
    const hub = new MemoryHub();
    Object.assign(hub.transport.supports, { maxMessageBytes: 10 });
    const app = new Thermostat();
    await using running = await started(app, { hub });
    app.temperature = 21;
    await running.session.flush();
    expect(hub.telemetry).toEqual([]);
    expect(running.lines.at(-1)?.fields).toMatchObject({
      code: 'PNP_MESSAGE_TOO_LARGE',
      bytes: 63,
      limit: 10,
    });
  });

  it.each([
    [0, 1],
    [1, 0],
  ])('counts what the hub counts: %i bytes above the limit, %i sent', async (above, sent) => {
    const hub = new MemoryHub();
    const fixed = '{"temperature":1}'.length + 'application/json'.length + 'utf-8'.length;
    const maxMessageBytes = fixed + '2026-01-01T00:00:00.000Z'.length - above;
    Object.assign(hub.transport.supports, { maxMessageBytes });
    const app = new Thermostat();
    await using running = await started(app, { hub });
    app.temperature = 1;
    await running.session.flush();
    expect(hub.telemetry).toHaveLength(sent);
  });

  it('produced while the hub is away is sent in order, dated when it was produced', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    running.hub.cut();
    await settled();
    const producedAt = running.clock.now();
    app.temperature = 1;
    await settled();
    app.temperature = 2;
    await running.clock.advance(5_000);
    await running.session.flush();
    expect(running.hub.bodies.map(({ values }) => values)).toEqual([
      { temperature: 1 },
      { temperature: 2 },
    ]);
    expect(running.hub.telemetry[0]?.createdAt.getTime()).toBe(producedAt);
  });

  it('keeps a 64-bit integer exact', async () => {
    @Interface('dtmi:com:example:Counter;1')
    class Counter {
      @Telemetry(long({ as: 'bigint' })) total = 0n;
    }
    const app = new Counter();
    await using running = await started(app);
    app.total = 9_007_199_254_740_993n;
    await running.session.flush();
    expect(running.hub.telemetry[0]?.body).toBe('{"total":9007199254740993}');
  });
});

describe('session.send', () => {
  it('sends values with properties of its own', async () => {
    await using running = await started(new TemperatureController());
    const createdAt = new Date('2026-01-01T00:00:00Z');
    running.session.send({
      component: 'thermostat1',
      telemetry: { temperature: 5 },
      properties: { alert: 'high' },
      createdAt,
    });
    await running.session.flush();
    expect(running.hub.telemetry).toEqual([
      {
        component: 'thermostat1',
        body: '{"temperature":5}',
        contentType: 'application/json',
        contentEncoding: 'utf-8',
        properties: { alert: 'high', '$.sub': 'thermostat1' },
        createdAt,
      },
    ]);
  });

  it('refuses what the model does not have and what does not fit, all at once', async () => {
    await using running = await started(new TemperatureController());
    const send = () => running.session.send({ telemetry: { workingSet: 'much', pressure: 1 } });
    expect(send).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ code: 'PNP_SEND_VALUE' }),
          expect.objectContaining({ code: 'PNP_SEND_UNKNOWN', hint: 'it has: workingSet' }),
        ],
      }),
    );
    expect(() => running.session.send({ component: 'nope', telemetry: {} })).toThrow(
      /no component nope/,
    );
  });
});

it('what was sent while the hub is away stays as it was given', async () => {
  const app = new Thermostat();
  await using running = await started(app);
  running.hub.cut();
  const properties = { batch: 'first' };
  const createdAt = new Date('2025-12-24T18:00:00Z');
  running.session.send({ telemetry: { temperature: 1 }, properties, createdAt });
  properties.batch = 'second';
  createdAt.setUTCFullYear(1999);
  await running.clock.advance(60_000);
  expect(running.hub.telemetry).toMatchObject([
    { properties: { batch: 'first' }, createdAt: new Date('2025-12-24T18:00:00Z') },
  ]);
});
