import { createService } from '@iotpnp/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { all, onService, type OnService } from './on-service.js';

let on: OnService;
beforeAll(async () => {
  on = await onService();
});
afterAll(() => on[Symbol.asyncDispose]());

describe('a device', () => {
  it('is added by keys the hub makes, and its connection string is the one the hub itself gives', async () => {
    const added = await on.service.devices.add('made');
    expect(added).toMatchObject({
      deviceId: 'made',
      enabled: true,
      connected: false,
      authentication: 'sas',
      etag: expect.stringMatching(/./) as string,
    });
    expect(JSON.stringify(added)).not.toMatch(/key/i);
    expect(await on.service.connectionString('made')).toBe(on.hub.connectionString('made'));
  });

  it('is added with keys of its own, by a certificate or disabled', async () => {
    const key = Buffer.from('0123456789abcdef').toString('base64');
    await on.service.devices.add('keyed', { primaryKey: key, enabled: false });
    expect(await on.service.connectionString('keyed')).toContain(`SharedAccessKey=${key}`);
    const primaryThumbprint = 'A'.repeat(40);
    const signed = await on.service.devices.add('signed', { x509: { primaryThumbprint } });
    expect(signed.authentication).toBe('selfSigned');
    expect(await on.service.connectionString('signed')).toMatch(/;DeviceId=signed;x509=true$/);
    expect((await on.service.devices.add('chained', { x509: 'ca' })).authentication).toBe(
      'certificateAuthority',
    );
    expect((await on.service.devices.get('keyed')).enabled).toBe(false);
  });

  it('is disabled and enabled, and its keys stay', async () => {
    await on.service.devices.add('switched');
    const before = await on.service.connectionString('switched');
    expect((await on.service.devices.setEnabled('switched', false)).enabled).toBe(false);
    expect((await on.service.devices.get('switched')).enabled).toBe(false);
    expect((await on.service.devices.setEnabled('switched', true)).enabled).toBe(true);
    expect(await on.service.connectionString('switched')).toBe(before);
  });

  it('is gone once removed', async () => {
    await on.service.devices.add('gone');
    await on.service.devices.remove('gone');
    expect(() => on.hub.twin('gone')).toThrow('gone');
  });

  it('may have a name that a path has to encode', async () => {
    const name = "a(b)%20$=:@!*?,'";
    await on.service.devices.add(name);
    expect((await on.service.devices.get(name)).deviceId).toBe(name);
    await on.service.devices.remove(name);
  });
});

it('all devices are listed, page by page', async () => {
  await using many = await onService();
  const names = Array.from({ length: 105 }, (_, index) => `d${index}`);
  for (const name of names) await many.hub.addDevice(name);
  const found = await all(many.service.devices.list());
  expect(found.map(({ deviceId }) => deviceId).toSorted()).toEqual(names.toSorted());
  expect(found[0]).toMatchObject({ enabled: true, connected: false, authentication: 'sas' });
});

it('modules are added to a device, listed and removed', async () => {
  await on.service.devices.add('edge');
  await on.service.modules.add('edge/a');
  await on.service.modules.add('edge/b');
  expect(await on.service.connectionString('edge/a')).toBe(on.hub.connectionString('edge/a'));
  const ids = async () =>
    (await on.service.modules.list('edge')).map(({ moduleId }) => moduleId ?? '').toSorted();
  expect(await ids()).toEqual(['a', 'b']);
  expect(await on.service.modules.get('edge/b')).toMatchObject({ deviceId: 'edge', moduleId: 'b' });
  await on.service.modules.remove('edge/a');
  expect(await ids()).toEqual(['b']);
});

describe('what goes wrong', () => {
  it.each([
    [
      'get',
      'PNP_SERVICE_DEVICE_UNKNOWN',
      'device nobody',
      /the hub has no device nobody.*IoT Hub: DeviceNotFound/,
    ],
    ['remove', 'PNP_SERVICE_DEVICE_UNKNOWN', 'device nobody', /DeviceNotFound/],
    ['twin', 'PNP_SERVICE_DEVICE_UNKNOWN', 'device nobody', /DeviceNotFound/],
    ['module', 'PNP_SERVICE_DEVICE_UNKNOWN', 'module nobody/m', /the hub has no module nobody\/m/],
  ] as const)('%s of one there is not is %s at %s', async (what, code, key, message) => {
    const { service } = on;
    const calls = {
      get: () => service.devices.get('nobody'),
      remove: () => service.devices.remove('nobody'),
      twin: () => service.twin('nobody'),
      module: () => service.modules.get('nobody/m'),
    };
    const error = expect.objectContaining({ code, where: { key } }) as Error;
    await expect(calls[what]()).rejects.toThrow(error);
    await expect(calls[what]()).rejects.toThrow(message);
  });

  it('a device that is there already is PNP_SERVICE_DEVICE_EXISTS', async () => {
    await on.service.devices.add('twice');
    await expect(on.service.devices.add('twice')).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_DEVICE_EXISTS' }) as Error,
    );
  });

  it('a wrong key is PNP_SERVICE_UNAUTHORIZED, and the error holds no secret', async () => {
    const key = Buffer.from('not the key of the hub').toString('base64');
    const text = `HostName=${on.hub.hostName};SharedAccessKeyName=iothubowner;SharedAccessKey=${key}`;
    await using service = createService(text, { ca: on.hub.ca });
    const error = (await service.twin('made').catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code: 'PNP_SERVICE_UNAUTHORIZED' });
    expect(JSON.stringify([error, error.message])).not.toMatch(/SharedAccess|sig=/);
    expect(JSON.stringify([error, error.message])).not.toContain(key);
  });

  it('a hub of an authority that is not trusted is PNP_SERVICE_UNTRUSTED', async () => {
    await using service = createService(on.hub.serviceConnectionString);
    await expect(service.twin('made')).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_UNTRUSTED' }) as Error,
    );
  });

  it('a port where nothing listens is PNP_SERVICE_UNREACHABLE', async () => {
    const text = on.hub.serviceConnectionString.replace(/localhost:\d+/, 'localhost:1');
    await using service = createService(text, { ca: on.hub.ca });
    await expect(service.twin('made')).rejects.toThrow(
      expect.objectContaining({
        code: 'PNP_SERVICE_UNREACHABLE',
        where: { key: 'localhost:1' },
      }) as Error,
    );
  });

  it('a service that was closed is PNP_SERVICE_CLOSED, and an aborted call ends with its reason', async () => {
    const service = createService(on.hub.serviceConnectionString, { ca: on.hub.ca });
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(service.twin('made', { signal })).rejects.toBe(reason);
    await service.close();
    await expect(service.twin('made')).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_CLOSED' }) as Error,
    );
  });
});
