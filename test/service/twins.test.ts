import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { azureClient, azureModule, MODEL_ID } from '../../packages/hub/test/azure-client.js';
import { all, onService, type OnService } from './on-service.js';

/** Until the device has subscribed to methods. */
const WAITING = { connectTimeoutMs: 10_000 };

let on: OnService;
beforeAll(async () => {
  on = await onService();
  await on.hub.addDevice('dev1');
});
afterAll(() => on[Symbol.asyncDispose]());

describe('a twin', () => {
  it('is merged by updateTwin, and the device is told what was changed', async () => {
    await using device = await azureClient(on.hub);
    const twin = await device.client.getTwin();
    const heard = new Promise<unknown>((resolve) => {
      twin.on('properties.desired.knob', resolve);
    });
    const changed = await on.service.updateTwin('dev1', {
      tags: { site: 'A', floor: 2 },
      desired: { knob: 7 },
    });
    expect(changed.tags).toEqual({ site: 'A', floor: 2 });
    expect(changed.desired).toMatchObject({ knob: 7 });
    expect(await heard).toBe(7);

    const again = await on.service.updateTwin('dev1', { tags: { floor: null } });
    expect(again.tags).toEqual({ site: 'A' });
    const read = await on.service.twin('dev1');
    expect(read).toMatchObject({ deviceId: 'dev1', connected: true, modelId: MODEL_ID });
    expect(read.desired).toEqual(on.hub.twin('dev1').desired);
    expect(read.metadata.desired).toMatchObject({
      knob: { $lastUpdated: expect.any(String) as string },
    });
    expect(read.desired).not.toHaveProperty('$metadata');
  });

  it('is put in place by replaceTwin', async () => {
    await on.hub.addDevice('put');
    await on.service.updateTwin('put', { tags: { a: 1, b: 1 }, desired: { a: 1, b: 1 } });
    const put = await on.service.replaceTwin('put', { tags: { c: 1 }, desired: { c: 1 } });
    expect(put.tags).toEqual({ c: 1 });
    const { $version, ...desired } = on.hub.twin('put').desired;
    expect(desired).toEqual({ c: 1 });
    expect(put.desired).toEqual({ c: 1, $version });
  });

  it('is not changed when somebody else was faster: PNP_SERVICE_CHANGED', async () => {
    await on.hub.addDevice('raced');
    const { etag } = await on.service.twin('raced');
    await on.service.updateTwin('raced', { tags: { by: 'other' } });
    await expect(on.service.updateTwin('raced', { tags: { by: 'me' } }, { etag })).rejects.toThrow(
      expect.objectContaining({
        code: 'PNP_SERVICE_CHANGED',
        where: { key: 'device raced' },
      }) as Error,
    );
    const { etag: current } = await on.service.twin('raced');
    const { tags } = await on.service.updateTwin(
      'raced',
      { tags: { by: 'me' } },
      { etag: current },
    );
    expect(tags).toEqual({ by: 'me' });
  });

  it('of a module has the same members', async () => {
    await on.service.modules.add('dev1/mod1');
    const twin = await on.service.updateTwin('dev1/mod1', { desired: { rate: 3 } });
    expect(twin).toMatchObject({ deviceId: 'dev1', moduleId: 'mod1', desired: { rate: 3 } });
    expect(on.hub.twin('dev1/mod1').desired).toMatchObject({ rate: 3 });
  });

  it('that breaks a rule is PNP_SERVICE_REFUSED, with what the hub says', async () => {
    const error = on.service.updateTwin('dev1', { desired: { 'a.b': 1 } });
    await expect(error).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_REFUSED' }) as Error,
    );
    await expect(error).rejects.toThrow(/a\.b.*IoT Hub: ArgumentInvalid/);
  });
});

describe('a command', () => {
  it('is invoked with its payload, and answers with status and payload', async () => {
    await using device = await azureClient(on.hub);
    device.client.onDeviceMethod('thermostat1*getMaxMinReport', (request, response) => {
      void response.send(201, { asked: request.payload as unknown });
    });
    const since = '2030-01-01T00:00:00Z';
    expect(await on.service.invoke('dev1', 'thermostat1*getMaxMinReport', since, WAITING)).toEqual({
      status: 201,
      payload: { asked: since },
    });
  });

  it('of a module, of whatever status', async () => {
    await on.hub.addDevice('edge');
    await on.hub.addModule('edge/mod');
    await using module = await azureModule(on.hub, 'edge/mod');
    module.client.onMethod('stop', (_request, response) => void response?.send(409));
    expect(await on.service.invoke('edge/mod', 'stop', null, WAITING)).toEqual({
      status: 409,
      payload: null,
    });
  });

  it('for a device that is away is PNP_SERVICE_DEVICE_OFFLINE, with the number of IoT Hub', async () => {
    await on.hub.addDevice('away');
    const call = on.service.invoke('away', 'reboot');
    await expect(call).rejects.toThrow(
      expect.objectContaining({
        code: 'PNP_SERVICE_DEVICE_OFFLINE',
        where: { key: 'device away' },
        hint: expect.stringContaining('start the device') as string,
      }) as Error,
    );
    await expect(call).rejects.toThrow(/404103/);
  });

  it.each([
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 300_001 }, 'timeoutMs'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ connectTimeoutMs: -1 }, 'connectTimeoutMs'],
  ])('with %j is PNP_SERVICE_ARGUMENT before it is sent', async (options, key) => {
    await expect(on.service.invoke('dev1', 'x', null, options)).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_ARGUMENT', where: { key } }) as Error,
    );
  });
});

describe('a query', () => {
  it('gives every row, however many a page has', async () => {
    await using many = await onService();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await many.hub.addDevice(id);
    await many.service.updateTwin('c', { tags: { kind: 'odd' } });
    const rows = await all(many.service.query('SELECT * FROM devices', { pageSize: 2 }));
    expect(new Set(rows.map(({ deviceId }) => deviceId))).toEqual(
      new Set(['a', 'b', 'c', 'd', 'e']),
    );
    expect(rows).toHaveLength(5);
    const odd = await all(
      many.service.query("SELECT deviceId FROM devices WHERE tags.kind = 'odd'"),
    );
    expect(odd).toEqual([{ deviceId: 'c' }]);
  });

  it('that cannot be read is PNP_SERVICE_REFUSED', async () => {
    await expect(all(on.service.query('SELEKT * FROM devices'))).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_REFUSED' }) as Error,
    );
  });
});

it('a request of the API that has no member here is signed and answered too', async () => {
  expect(await on.service.request('GET', '/statistics/devices')).toMatchObject({
    totalDeviceCount: expect.any(Number) as number,
  });
});
