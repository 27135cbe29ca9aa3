import { describe, expect, it } from 'vitest';
import { bench, lost, MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat, TemperatureController } from '../../test/devices.js';
import { createHost, PnpError, startSession, type SessionState } from '../index.js';

describe('a session', () => {
  it('announces its model id and is ready when its twin has been read', async () => {
    await using running = await started(new TemperatureController());
    expect(running.session.state).toBe('ready');
    expect(running.hub.connects.map(({ modelId }) => modelId)).toEqual([
      'dtmi:com:example:TemperatureController;2',
    ]);
    expect(running.session.identity).toMatchObject({ hub: 'memory', deviceId: 'dev1' });
  });

  it('closes in order, sending what is pending: link, then provisioning and transport', async () => {
    const app = new Thermostat();
    const { session, hub } = await started(app);
    app.temperature = 5;
    await session.close();
    expect(hub.bodies).toHaveLength(1);
    expect(hub.closed).toEqual(['link', 'provisioning', 'transport']);
    expect(session.state).toBe('closed');
    expect(await session.closed).toBeUndefined();
    await session.close();
    expect(hub.closed).toHaveLength(3);
  });

  it('closes within a second of its own when the hub takes nothing any more', async () => {
    const app = new Thermostat();
    const { session, hub, clock, lines } = await started(app);
    await session.flush();
    hub.judge = () => new Promise(() => {});
    app.note = 'lost';
    await settled();
    const closing = session.close();
    await clock.advance(1_000);
    await closing;
    expect(lines.map(({ message }) => message)).toContain('closed before all was sent');
  });

  it('lets another session run the same instance after it, and none beside it', async () => {
    const app = new Thermostat();
    const first = await started(app);
    await expect(started(app)).rejects.toMatchObject({ code: 'PNP_INSTANCE_IN_USE' });
    await first.session.close();
    const second = await started(app);
    app.temperature = 3;
    await second.session.close();
    expect([first.hub.bodies.length, second.hub.bodies.length]).toEqual([0, 1]);
  });

  it('shares nothing with another session of the same class', async () => {
    const [one, two] = [new TemperatureController(), new TemperatureController()];
    await using first = await started(one);
    await using second = await started(two);
    one.thermostat1.temperature = 1;
    second.hub.desire({ thermostat1: { targetTemperature: 5 } });
    await Promise.all([first.session.flush(), second.session.flush()]);
    expect([first.hub.bodies.length, second.hub.bodies.length]).toEqual([1, 0]);
    expect([one.thermostat1.targetTemperature, two.thermostat1.targetTemperature]).toEqual([21, 5]);
  });

  it('ends when its signal aborts', async () => {
    const controller = new AbortController();
    const { session } = await started(new Thermostat(), { signal: controller.signal });
    controller.abort();
    expect(await session.closed).toBeUndefined();
    expect(session.state).toBe('closed');
  });

  it('survives a listener that throws', async () => {
    const { session, hub, clock, lines } = await started(new Thermostat());
    const states: SessionState[] = [];
    session.onStateChange(() => {
      throw new Error('mine');
    });
    const unlisten = session.onStateChange((state) => states.push(state));
    hub.cut();
    await clock.advance(2_000);
    unlisten();
    await session.close();
    expect(states).toEqual(['reconnecting', 'ready']);
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'a state listener failed', fields: { error: 'mine' } }),
    );
  });
});

describe('a hub that cannot be reached', () => {
  it('is a coded warning with the next retry time, and tried again with growing pauses', async () => {
    const { hub, clock, lines, options } = bench();
    hub.refusals = [lost('backoff'), lost('backoff'), lost('backoff')];
    const starting = startSession(new Thermostat(), options);
    await clock.advance(60_000);
    await using session = await starting;
    expect(session.state).toBe('ready');
    const waits = lines.filter(({ message }) => message === 'no connection to the hub');
    expect(waits.map(({ level, fields }) => [level, fields['code'], fields['retryInMs']])).toEqual([
      ['warn', 'PNP_TEST_LOST', 750],
      ['warn', 'PNP_TEST_LOST', 1_500],
      ['warn', 'PNP_TEST_LOST', 3_000],
    ]);
    expect(waits[0]?.fields['nextTry']).toBe('2026-01-01T00:00:00.750Z');
  });

  it('is an error when the session was given a time to connect in', async () => {
    const { hub, clock, options } = bench();
    hub.refusals = Array<Error>(20).fill(lost('backoff'));
    const starting = startSession(new Thermostat(), { ...options, connectTimeoutMs: 10_000 });
    const failed = expect(starting).rejects.toMatchObject({
      code: 'PNP_CONNECT_TIMEOUT',
      message: 'not connected within 10 s: the test cut the connection',
    });
    await clock.advance(10_000);
    await failed;
    expect(clock.waiting).toEqual([]);
    expect(hub.closed).toEqual(['provisioning', 'transport']);
  });

  it('that asks for a pause is given it', async () => {
    const { hub, clock, lines, options } = bench();
    hub.refusals = [lost('backoff', 30_000)];
    const starting = startSession(new Thermostat(), options);
    await clock.advance(30_000);
    await (await starting).close();
    expect(lines.find(({ level }) => level === 'warn')?.fields).toMatchObject({
      retryInMs: 30_000,
    });
  });

  it('that refuses the device is tried again after a minute or more; the process goes on', async () => {
    const { hub, clock, options } = bench();
    hub.refusals = [lost('refused')];
    const starting = startSession(new Thermostat(), options);
    await clock.advance(60_000);
    expect(hub.connects).toHaveLength(1);
    await clock.advance(900_000);
    await using session = await starting;
    expect(session.state).toBe('ready');
  });

  it('that never answers is given up after its deadline and tried again', async () => {
    const { hub, clock, options } = bench();
    const connect = hub.transport.connect.bind(hub.transport);
    let hung = 0;
    const transport = {
      ...hub.transport,
      connect: (request: Parameters<typeof connect>[0]) =>
        hung++ === 0 ? new Promise<never>(() => {}) : connect(request),
    };
    const starting = startSession(new Thermostat(), { ...options, transport });
    await clock.advance(62_000);
    await using session = await starting;
    expect(session.state).toBe('ready');
  });

  it('asked again through provisioning when the transport says so', async () => {
    const { hub, clock, options } = bench();
    const reasons: string[] = [];
    const provisioning = {
      ...hub.provisioning,
      provision: (request: Parameters<typeof hub.provisioning.provision>[0]) => {
        reasons.push(request.reason);
        return hub.provisioning.provision(request);
      },
    };
    const starting = startSession(new Thermostat(), { ...options, provisioning });
    await using session = await starting;
    hub.cut(lost('reprovision'));
    await clock.advance(2_000);
    expect(reasons).toEqual(['start', 'reprovision']);
    expect(session.state).toBe('ready');
  });
});

describe('what no retry can mend', () => {
  it('ends the start: an error of provisioning', async () => {
    const { hub, options } = bench();
    const provisioning = {
      ...hub.provisioning,
      provision: async () => {
        throw new PnpError('PNP_TEST_WRONG', 'no such device');
      },
    };
    await expect(
      startSession(new Thermostat(), { ...options, provisioning }),
    ).rejects.toMatchObject({
      code: 'PNP_TEST_WRONG',
    });
    expect(hub.closed).toEqual(['provisioning', 'transport']);
  });

  it('is found before anything starts: a transport that cannot do what the model needs, all at once', async () => {
    const hub = new MemoryHub();
    Object.assign(hub.transport.supports, { modelId: false, twin: false, commands: false });
    const { options } = bench(hub);
    await expect(startSession(new Thermostat(), options)).rejects.toMatchObject({
      problems: [
        { code: 'PNP_TRANSPORT_NO_MODEL_ID' },
        { code: 'PNP_TRANSPORT_NO_TWIN' },
        { code: 'PNP_TRANSPORT_NO_COMMANDS' },
      ],
    });
    expect(hub.connects).toEqual([]);
  });

  it('is a class in place of an instance', async () => {
    const { options } = bench();
    await expect(startSession(Thermostat, options)).rejects.toMatchObject({
      code: 'PNP_APP_NOT_AN_INSTANCE',
    });
  });
});

describe('a host', () => {
  it('runs many sessions over plugins it closes once, after the last of them', async () => {
    const { options, hub } = bench();
    const host = createHost(options);
    await host.start(new Thermostat(), { device: 'a' });
    expect(host.sessions.size).toBe(1);
    await host.close();
    expect(host.sessions.size).toBe(0);
    expect(hub.closed).toEqual(['link', 'provisioning', 'transport']);
  });

  it('runs operations through its middleware, the first outermost', async () => {
    const { options, hub } = bench();
    const order: string[] = [];
    const app = new Thermostat();
    await using session = await startSession(app, {
      ...options,
      middleware: [
        {
          async telemetry(operation, next) {
            order.push('a');
            await next({ ...operation, values: { ...operation.values, extra: 1 } });
          },
          async desired(operation, next) {
            if (operation.property !== 'limit') await next(operation);
          },
          command: async (operation, next) =>
            operation.command === 'fail' ? { status: 403, payload: null } : next(operation),
        },
        {
          async telemetry(operation, next) {
            order.push('b');
            await next(operation);
          },
        },
      ],
    });
    app.temperature = 1;
    hub.desire({ limit: 5, targetTemperature: 7 });
    await settled();
    await session.flush();
    expect(order).toEqual(['a', 'b']);
    expect(hub.bodies).toEqual([{ component: undefined, values: { temperature: 1, extra: 1 } }]);
    expect([app.limit, app.targetTemperature]).toEqual([60, 7]);
    expect(await hub.invoke('fail', 'x')).toEqual({ status: 403, payload: null });
  });
});
