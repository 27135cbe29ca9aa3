import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, report } from '../../packages/hub/test/azure-client.js';
import { runIothub } from '../support/azure-iothub.js';
import { next } from '../support/on-hub.js';

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  events = hub.events();
});
afterEach(() => hub.close());

describe("azure-iothub's Twin", () => {
  it('tells all that the hub knows', async () => {
    await hub.addModule('dev1/mod1');
    await using device = await azureClient(hub);
    await report(await device.client.getTwin(), { serialNumber: 'x' });
    const [twin, module] = await runIothub(
      hub,
      `
      print(await attempt(() => registry.getTwin('dev1')));
      print(await attempt(() => registry.getModuleTwin('dev1', 'mod1')));
      `,
    );
    const time = expect.stringMatching(/^20\d\d-.*Z$/) as unknown;
    expect(twin).toMatchObject({
      ok: {
        deviceId: 'dev1',
        etag: 'AAAAAAAAAAE=',
        deviceEtag: expect.stringMatching(/^.{12}$/),
        status: 'enabled',
        connectionState: 'Connected',
        lastActivityTime: time,
        authenticationType: 'sas',
        x509Thumbprint: { primaryThumbprint: null, secondaryThumbprint: null },
        modelId: 'dtmi:com:example:Thermostat;1',
        version: 3,
        tags: {},
        capabilities: { iotEdge: false },
        properties: {
          desired: { $version: 1 },
          reported: {
            serialNumber: 'x',
            $version: 2,
            $metadata: { $lastUpdated: time, serialNumber: { $lastUpdated: time } },
          },
        },
      },
    });
    expect(module).toMatchObject({ ok: { deviceId: 'dev1', moduleId: 'mod1', version: 1 } });
  });

  it('merges tags and desired properties, of which the device is told the second', async () => {
    await using device = await azureClient(hub);
    const twin = await device.client.getTwin();
    const told = new Promise((resolve) => {
      twin.on('properties.desired', (delta: { $version: number }) => {
        if (delta.$version > 1) resolve(delta);
      });
    });
    await next(events, 'subscribed');
    while ((await next(events, 'subscribed')).to !== 'desired');
    const [updated, again] = await runIothub(
      hub,
      `
      const { responseBody: twin } = await registry.getTwin('dev1');
      const desired = { limit: 3, nested: { a: 1, b: null } };
      print(await attempt(() => twin.update({ tags: { place: 'north', floor: 2 }, properties: { desired } })));
      print(await attempt(() => twin.update({ tags: { floor: null } })));
      `,
    );
    expect(await told).toEqual({ limit: 3, nested: { a: 1, b: null }, $version: 2 });
    expect(updated).toMatchObject({
      ok: {
        etag: 'AAAAAAAAAAI=',
        tags: { place: 'north', floor: 2 },
        properties: {
          desired: {
            limit: 3,
            nested: { a: 1 },
            $version: 2,
            $metadata: { $lastUpdatedVersion: 2, limit: { $lastUpdatedVersion: 2 } },
          },
        },
      },
    });
    expect(again).toMatchObject({ ok: { etag: 'AAAAAAAAAAM=', tags: { place: 'north' } } });
    expect(hub.twin('dev1')).toMatchObject({
      tags: { place: 'north' },
      desired: { limit: 3, nested: { a: 1 }, $version: 2 },
    });
    expect(await next(events, 'desired')).toMatchObject({ version: 2, pushed: true });
  });

  it('is not changed with an old entity tag, nor by a report made invalid', async () => {
    const [first, old, any] = await runIothub(
      hub,
      `
      const change = (tags, etag) => attempt(() => registry.updateTwin('dev1', { tags }, etag));
      print(await change({ a: 1 }, 'AAAAAAAAAAE='));
      print(await change({ a: 2 }, 'AAAAAAAAAAE='));
      print(await change({ a: 3 }, '*'));
      `,
    );
    expect(first).toMatchObject({ ok: { tags: { a: 1 } } });
    expect(old).toMatchObject({ error: 'InvalidEtagError', status: 412 });
    expect(any).toMatchObject({ ok: { tags: { a: 3 } } });
  });

  it('is refused what no twin holds, by the name of the key, and nothing of it is done', async () => {
    const answers = await runIothub(
      hub,
      `
      const change = (patch) => attempt(() => registry.updateTwin('dev1', patch, '*'));
      print(await change({ tags: { 'a.b': 1 } }));
      print(await change({ tags: { a: 1 }, properties: { desired: { $b: 1 } } }));
      print(await change({ tags: { big: Array(3).fill('x'.repeat(4000)) } }));
      print(await change({ properties: { desired: [] } }));
      `,
    );
    expect(answers).toMatchObject(
      [/a\.b/, /\$b/, /8192/, /desired/].map((text) => ({
        error: 'ArgumentError',
        status: 400,
        message: expect.stringMatching(text) as unknown,
      })),
    );
    expect(hub.twin('dev1')).toMatchObject({ tags: {}, desired: { $version: 1 } });
  });
});

/** No client of azure-iothub replaces twins: its generated layer does. */
it('a twin that is replaced has what was given and nothing else, and the device is told', async () => {
  hub.desire('dev1', { old: 1, nested: { a: 1, b: 2 } });
  await using device = await azureClient(hub);
  const twin = await device.client.getTwin();
  const told = new Promise((resolve) => {
    twin.on('properties.desired', (delta: { $version: number }) => {
      if (delta.$version > 2) resolve(delta);
    });
  });
  while ((await next(events, 'subscribed')).to !== 'desired');
  const [replaced] = await runIothub(
    hub,
    `
    const path = '/twins/dev1?api-version=2021-04-12';
    const headers = { 'Content-Type': 'application/json', 'If-Match': '"*"' };
    const body = { tags: { b: 1 }, properties: { desired: { nested: { b: 3 }, $version: 9, $metadata: {} } } };
    registry._restApiClient.executeApiCall('PUT', path, headers, body, (error, twin) => print(error ?? twin));
    `,
  );
  expect(replaced).toMatchObject({ tags: { b: 1 }, properties: { desired: { nested: { b: 3 } } } });
  expect(await told).toEqual({ nested: { b: 3, a: null }, old: null, $version: 3 });
  expect(hub.twin('dev1').desired).toEqual({ nested: { b: 3 }, $version: 3 });
});
