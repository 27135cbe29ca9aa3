import { startHub, type Hub } from '@iotpnp/hub';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runIothub } from '../support/azure-iothub.js';

let hub: Hub;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
});
afterEach(() => hub.close());

it('many devices are made, changed and removed, each for itself', async () => {
  await hub.addDevice('there');
  const answers = await runIothub(
    hub,
    `
    const tags = { place: 'north' };
    print(await attempt(() => registry.addDevices([{ deviceId: 'a', tags }, { deviceId: 'b' }])));
    print(await attempt(() => registry.addDevices([{ deviceId: 'there' }, { deviceId: 'c' }])));
    print(await attempt(() => registry.updateDevices([{ deviceId: 'a', status: 'disabled' }], true)));
    print(await attempt(() => registry.updateDevices([{ deviceId: 'b', etag: 'old' }], false)));
    const { responseBody: b } = await registry.get('b');
    print(await attempt(() => registry.updateDevices([{ ...b, status: 'disabled' }], false)));
    print(await attempt(() => registry.removeDevices([{ deviceId: 'a' }, { deviceId: 'none' }], true)));
    `,
  );
  const done = { ok: { isSuccessful: true, errors: [] } };
  expect(answers).toMatchObject([
    done,
    { status: 400 },
    done,
    { status: 400 },
    done,
    { status: 400 },
  ]);
  const errors = [1, 3, 5].map(
    (at) => JSON.parse((answers[at] as { body: string }).body) as unknown,
  );
  expect(errors).toMatchObject([
    { isSuccessful: false, errors: [{ deviceId: 'there', errorCode: 409001 }] },
    { isSuccessful: false, errors: [{ deviceId: 'b', errorCode: 412001 }] },
    { isSuccessful: false, errors: [{ deviceId: 'none', errorCode: 404001 }] },
  ]);
  expect(() => hub.twin('a')).toThrow(/no device "a"/);
  expect(hub.twin('c')).toMatchObject({ deviceId: 'c' });
});

it('what is made has the twin it was given', async () => {
  const [made] = await runIothub(
    hub,
    `
    const properties = { desired: { limit: 3 } };
    print(await attempt(() => registry.addDevices([{ deviceId: 'a', tags: { x: 1 }, properties }])));
    `,
  );
  expect(made).toMatchObject({ ok: { isSuccessful: true } });
  expect(hub.twin('a')).toMatchObject({ tags: { x: 1 }, desired: { limit: 3, $version: 2 } });
});
