import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemperatureController, Thermostat } from '../packages/core/test/devices.js';
import { DEVICE, next, onHub, type OnHub } from './support/on-hub.js';

// Every assertion is on what the hub received, over Microsoft's SDK and TLS.

const since = '2026-01-01T00:00:00Z';
const report = {
  maxTemp: 25,
  minTemp: 15,
  avgTemp: 20,
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-02T00:00:00.000Z',
};

describe('a device that is its default component', () => {
  let on: OnHub;
  let app: Thermostat;
  beforeAll(async () => {
    app = new Thermostat();
    on = await onHub(app);
    await on.session.flush();
  });
  afterAll(() => on[Symbol.asyncDispose]());

  it('announces its model id when it connects, with a session that lasts', async () => {
    const connected = await next(on.events, 'connected');
    expect(connected).toMatchObject({
      modelId: 'dtmi:com:example:Thermostat;1',
      cleanSession: false,
    });
    expect(connected.clientType).toContain('azure-iot-device');
    expect(on.hub.twin(DEVICE).modelId).toBe('dtmi:com:example:Thermostat;1');
  });

  it('sends telemetry without $.sub, as JSON in UTF-8, with its time of production', async () => {
    app.temperature = 21.5;
    const { telemetry } = await next(on.events, 'telemetry');
    expect(telemetry).toMatchObject({
      body: { temperature: 21.5 },
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      properties: {},
      modelId: 'dtmi:com:example:Thermostat;1',
    });
    expect(telemetry.component).toBeUndefined();
    expect(telemetry.systemProperties.creationTimeUtc).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('reports a read-only property bare', async () => {
    app.maxTempSinceLastReboot = 38.7;
    expect((await next(on.events, 'reported')).patch).toEqual({ maxTempSinceLastReboot: 38.7 });
    expect(on.hub.twin(DEVICE).reported).toMatchObject({ maxTempSinceLastReboot: 38.7 });
  });

  it('reports a writable property with value, ac, av and ad', () => {
    expect(on.hub.twin(DEVICE).reported['targetTemperature']).toEqual({
      value: 21,
      ac: 200,
      av: 0,
      ad: 'reported default value',
    });
  });

  it('applies a desired value and acknowledges it at its version', async () => {
    const version = on.hub.desire(DEVICE, { targetTemperature: 23.2 });
    expect((await next(on.events, 'reported')).patch).toEqual({
      targetTemperature: { value: 23.2, ac: 200, av: version, ad: 'applied' },
    });
    expect(app.targetTemperature).toBe(23.2);
  });

  it('refuses a desired value that its setter refuses, with the value in force', async () => {
    const version = on.hub.desire(DEVICE, { limit: 101 });
    expect((await next(on.events, 'reported')).patch).toEqual({
      limit: { value: 60, ac: 400, av: version, ad: 'above 100' },
    });
  });

  it('answers a command with a dateTime in and an object out', async () => {
    expect(await on.hub.invoke(DEVICE, 'getMaxMinReport', since)).toEqual({
      status: 200,
      payload: report,
    });
  });

  it('answers a command nobody declared, which the SDK by itself leaves unanswered', async () => {
    expect(await on.hub.invoke(DEVICE, 'nope')).toMatchObject({ status: 404 });
    expect(await on.hub.invoke(DEVICE, 'toString', 1)).toMatchObject({ status: 404 });
  });

  it('answers a request that does not fit with 400, and an error with 500 and no stack', async () => {
    expect(await on.hub.invoke(DEVICE, 'getMaxMinReport', 'yesterday')).toMatchObject({
      status: 400,
    });
    expect(await on.hub.invoke(DEVICE, 'fail', 'throw')).toEqual({
      status: 500,
      payload: { message: 'broken' },
    });
  });
});

describe('a device with components', () => {
  let on: OnHub;
  let app: TemperatureController;
  beforeAll(async () => {
    app = new TemperatureController();
    on = await onHub(app);
    await on.session.flush();
  });
  afterAll(() => on[Symbol.asyncDispose]());

  it('reports all of them at the start, in one patch, marked', async () => {
    const { patch } = await next(on.events, 'reported');
    const writable = { ac: 200, av: 0, ad: 'reported default value' };
    expect(patch).toMatchObject({
      serialNumber: 'SN-1',
      enabled: { value: true, ...writable },
      thermostat1: {
        __t: 'c',
        maxTempSinceLastReboot: 0,
        targetTemperature: { value: 21, ...writable },
      },
      thermostat2: {
        __t: 'c',
        maxTempSinceLastReboot: 0,
        targetTemperature: { value: 21, ...writable },
      },
    });
    expect(patch).not.toHaveProperty('__t');
  });

  it('sends telemetry of a component with $.sub, and its own without, never in one message', async () => {
    app.thermostat1.temperature = 20;
    app.workingSet = 512;
    const [one, two] = [await next(on.events, 'telemetry'), await next(on.events, 'telemetry')];
    expect(one.telemetry).toMatchObject({
      component: 'thermostat1',
      body: { temperature: 20 },
      properties: {},
    });
    expect(two.telemetry).toMatchObject({ body: { workingSet: 512 } });
    expect(two.telemetry.component).toBeUndefined();
  });

  it('reports a read-only property inside its component, marked', async () => {
    app.thermostat2.maxTempSinceLastReboot = 38.7;
    expect((await next(on.events, 'reported')).patch).toEqual({
      thermostat2: { __t: 'c', maxTempSinceLastReboot: 38.7 },
    });
  });

  it('reports a writable property that it set itself, marked', async () => {
    app.thermostat1.targetTemperature = 23.2;
    expect((await next(on.events, 'reported')).patch).toEqual({
      thermostat1: {
        __t: 'c',
        targetTemperature: { value: 23.2, ac: 200, av: 0, ad: 'set by the device' },
      },
    });
  });

  it('acknowledges several components and the default one in one patch, each with its own value', async () => {
    const av = on.hub.desire(DEVICE, {
      enabled: false,
      thermostat1: { __t: 'c', targetTemperature: 1 },
      thermostat2: { targetTemperature: 2 },
    });
    const applied = (value: unknown) => ({ value, ac: 200, av, ad: 'applied' });
    expect((await next(on.events, 'reported')).patch).toEqual({
      enabled: applied(false),
      thermostat1: { __t: 'c', targetTemperature: applied(1) },
      thermostat2: { __t: 'c', targetTemperature: applied(2) },
    });
  });

  it('routes component*command to its component', async () => {
    expect(await on.hub.invoke(DEVICE, 'thermostat1*getMaxMinReport', since)).toEqual({
      status: 200,
      payload: report,
    });
    expect(await on.hub.invoke(DEVICE, 'reboot', 5)).toEqual({ status: 200, payload: null });
    expect(app.reboots).toEqual([5]);
    expect(await on.hub.invoke(DEVICE, 'thermostat1*reboot', 5)).toMatchObject({ status: 404 });
  });
});
