import { createService, type TelemetryMessage } from '@iotpnp/service';
import { FakeClock } from '@iotpnp/testkit';
import azureDevice from 'azure-iot-device';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { azureClient, MODEL_ID } from '../../packages/hub/test/azure-client.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { onService, type OnService } from './on-service.js';

const { Message } = azureDevice;

let on: OnService;
beforeAll(async () => {
  on = await onService();
  for (const id of ['dev1', 'dev2']) await on.hub.addDevice(id);
  await on.hub.addModule('dev1/mod1');
});
afterAll(() => on[Symbol.asyncDispose]());

/** Has a target send these bodies, and waits until the hub has them. */
async function sends(target: string, texts: readonly string[], of: OnService = on): Promise<void> {
  await using client = await MqttTestClient.connected(of.hub, { target });
  const [device, module] = target.split('/');
  const sender = module === undefined ? device : `${device}/modules/${module}`;
  for (const text of texts) client.publish(`devices/${sender}/messages/events/`, text);
  await client.settled();
}

/** So many bodies, in the order of the hub's clock within a partition. */
async function bodies(
  messages: AsyncIterableIterator<TelemetryMessage>,
  count: number,
): Promise<unknown[]> {
  const found: unknown[] = [];
  while (found.length < count) {
    const { value, done } = await messages.next();
    if (done === true) throw new Error(`it ended after ${found.length}`);
    found.push(value.body);
  }
  return found;
}

describe('what is read', () => {
  it('has component, model and properties', async () => {
    const messages = on.service.monitor({ deviceId: 'dev1' });
    await messages.open();
    await using device = await azureClient(on.hub, 'dev1');
    const message = new Message('{"temperature":21.5}');
    message.contentType = 'application/json';
    message.contentEncoding = 'utf-8';
    message.messageId = 'm1';
    message.properties.add('$.sub', 'thermostat1');
    message.properties.add('alarm', 'no');
    await device.client.sendEvent(message);
    const { value } = await messages.next();
    expect(value).toMatchObject({
      deviceId: 'dev1',
      component: 'thermostat1',
      modelId: MODEL_ID,
      source: 'Telemetry',
      body: { temperature: 21.5 },
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      messageId: 'm1',
      properties: { alarm: 'no' },
      enqueuedTime: expect.any(Date) as Date,
      partition: expect.stringMatching(/^\d+$/) as string,
      offset: expect.stringMatching(/^\d+$/) as string,
    });
    const { raw, enqueuedTime } = value as TelemetryMessage;
    expect(raw.toString()).toBe('{"temperature":21.5}');
    expect(enqueuedTime.getUTCFullYear()).toBeGreaterThan(2020);
    await messages.return?.();
  });

  it('is of the device or the module that was asked for', async () => {
    await using device = on.service.monitor({ deviceId: 'dev1' });
    await using module = on.service.monitor({ deviceId: 'dev1/mod1' });
    await Promise.all([device.open(), module.open()]);
    await sends('dev2', ['"other"']);
    await sends('dev1/mod1', ['"module"']);
    await sends('dev1', ['"device"']);
    expect(await bodies(device, 1)).toEqual(['device']);
    expect(await bodies(module, 1)).toEqual(['module']);
  });

  it('may be no JSON', async () => {
    await using messages = on.service.monitor();
    await messages.open();
    await sends('dev1', ['21.5 degrees']);
    const { value } = await messages.next();
    expect(value).not.toHaveProperty('body');
    expect((value as TelemetryMessage).raw.toString()).toBe('21.5 degrees');
  });

  it('begins at the beginning, after a time, or with what comes', async () => {
    const clock = new FakeClock(Date.now());
    await using own = await onService({ hub: { clock } });
    await own.hub.addDevice('d');
    await sends('d', ['1'], own);
    const from = new Date(clock.now());
    await clock.advance(1_000);
    await sends('d', ['2'], own);
    await using earliest = own.service.monitor({ from: 'earliest' });
    await using later = own.service.monitor({ from });
    await using latest = own.service.monitor();
    await latest.open();
    await sends('d', ['3'], own);
    expect(await bodies(earliest, 3)).toEqual([1, 2, 3]);
    expect(await bodies(later, 2)).toEqual([2, 3]);
    expect(await bodies(latest, 1)).toEqual([3]);
  });

  it('is all of it, however slowly it is read', async () => {
    await using own = await onService();
    await own.hub.addDevice('d');
    await using messages = own.service.monitor();
    await messages.open();
    const numbers = Array.from({ length: 1_000 }, (_, index) => index);
    await sends('d', numbers.map(String), own);
    expect(await bodies(messages, numbers.length)).toEqual(numbers);
  });
});

describe('reading', () => {
  it('goes on behind the last message when the connection was lost', async () => {
    const clock = new FakeClock(Date.now());
    const waits: unknown[] = [];
    const warn = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      waits.push([message, fields['code']]);
      setImmediate(() => void clock.advance(Number(fields['retryInMs'])));
    };
    await using own = await onService({
      service: { clock, log: { debug: () => {}, warn } },
    });
    await own.hub.addDevice('d');
    await using messages = own.service.monitor();
    await messages.open();
    await sends('d', ['1', '2'], own);
    expect(await bodies(messages, 1)).toEqual([1]);
    await own.hub.restart({ sessions: 'keep' });
    await sends('d', ['3'], own);
    expect(await bodies(messages, 2)).toEqual([2, 3]);
    expect(waits[0]).toEqual(['reading again', 'PNP_SERVICE_UNREACHABLE']);
  });

  it('goes on when its token is over: another was put in time', async () => {
    const clock = new FakeClock(Date.now());
    const warnings: unknown[] = [];
    const log = { debug: () => {}, warn: (message: string) => warnings.push(message) };
    await using own = await onService({ hub: { clock }, service: { clock, log } });
    await own.hub.addDevice('d');
    await using messages = own.service.monitor();
    await messages.open();
    for (let minutes = 0; minutes < 150; minutes += 1) {
      await clock.advance(60_000);
      // what the minute set off goes over real sockets
      await own.service.devices.get('d');
    }
    await sends('d', ['"still here"'], own);
    expect(await bodies(messages, 1)).toEqual(['still here']);
    expect(warnings).toEqual([]);
  });

  it('ends with break, with its signal, and with the service', async () => {
    await using own = await onService();
    await own.hub.addDevice('d');
    await sends('d', ['1', '2'], own);
    for await (const { body } of own.service.monitor({ from: 'earliest' })) {
      expect(body).toBe(1);
      break;
    }
    const stop = new AbortController();
    const aborted = own.service.monitor({ signal: stop.signal });
    await aborted.open();
    const waiting = aborted.next();
    stop.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await aborted.next()).toEqual({ done: true, value: undefined });
    const left = own.service.monitor();
    await left.open();
    const closing = left.next();
    await own.service.close();
    expect(await closing).toEqual({ done: true, value: undefined });
  });

  it('with a wrong key is PNP_SERVICE_UNAUTHORIZED, at open or at the first read', async () => {
    const key = Buffer.from('not the key of the hub').toString('base64');
    const text = `HostName=${on.hub.hostName};SharedAccessKeyName=iothubowner;SharedAccessKey=${key}`;
    await using service = createService(text, { ca: on.hub.ca });
    const unauthorized = expect.objectContaining({ code: 'PNP_SERVICE_UNAUTHORIZED' }) as Error;
    await expect(service.monitor().open()).rejects.toThrow(unauthorized);
    const reading = service.monitor();
    await expect(reading.next()).rejects.toThrow(unauthorized);
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  it('of a hub that is not there, or not trusted, says so', async () => {
    const gone = on.hub.serviceConnectionString.replace(/localhost:\d+/, 'localhost:1');
    await using nowhere = createService(gone, { ca: on.hub.ca });
    await expect(nowhere.monitor().open()).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_UNREACHABLE' }) as Error,
    );
    await using stranger = createService(on.hub.serviceConnectionString);
    await expect(stranger.monitor().open()).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_UNTRUSTED' }) as Error,
    );
  });

  it('of something that is no device is refused at once', () => {
    expect(() => on.service.monitor({ deviceId: 'a b' })).toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_ARGUMENT' }) as Error,
    );
  });
});
