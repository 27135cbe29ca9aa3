import { startHub, type Hub } from '@iotpnp/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runIothub } from '../support/azure-iothub.js';

let hub: Hub;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  for (const id of ['dev1', 'dev2']) await hub.addDevice(id);
});
afterEach(() => hub.close());

const HELPERS = `
const tag = (deviceId, place) => registry.updateTwin(deviceId, { tags: { place } }, '*');
const configuration = (id, priority, limit) => ({
  id,
  schemaVersion: '1.0',
  content: { deviceContent: { 'properties.desired.climate': { limit } } },
  targetCondition: "tags.place = 'north'",
  priority,
  metrics: { queries: { all: 'SELECT deviceId FROM devices' } },
});
`;

describe("azure-iothub's configurations", () => {
  it('are made, read, changed and removed', async () => {
    const answers = await runIothub(
      hub,
      `${HELPERS}
      await tag('dev1', 'north');
      print(await attempt(() => registry.addConfiguration(configuration('one', 5, 20))));
      print(await attempt(() => registry.addConfiguration(configuration('one', 5, 20))));
      const { responseBody: one } = await registry.getConfiguration('one');
      print(await attempt(() => registry.updateConfiguration({ ...one, priority: 7 })));
      print(await attempt(() => registry.updateConfiguration({ ...one, priority: 8 })));
      print(await attempt(() => registry.updateConfiguration(configuration('one', 5, 21), true)));
      print((await registry.getConfigurations()).responseBody.map(({ id, priority }) => [id, priority]));
      print(await attempt(() => registry.removeConfiguration('one')));
      print(await attempt(() => registry.getConfiguration('one')));
      print(await attempt(() => registry.addConfiguration({ ...configuration('two'), targetCondition: 'tags.' })));
      print(await attempt(() => registry.addConfiguration({ id: 'two', content: { deviceContent: { tags: 1 } } })));
      `,
    );
    expect(answers).toMatchObject([
      {
        ok: {
          id: 'one',
          etag: expect.stringMatching(/^.{12}$/),
          systemMetrics: { results: { targetedCount: 1, appliedCount: 1 } },
          metrics: { results: { all: 2 } },
        },
      },
      { status: 409, body: expect.stringMatching(/ConfigurationAlreadyExists/) },
      { ok: { priority: 7 } },
      { error: 'InvalidEtagError', status: 412 },
      { status: 400, message: expect.stringMatching(/content/) },
      [['one', 7]],
      { ok: '' },
      { status: 404 },
      { status: 400, message: expect.stringMatching(/position 6/) },
      { status: 400, message: expect.stringMatching(/properties.desired/) },
    ]);
  });

  it('desire what they hold, of who meets the condition, the highest priority of it', async () => {
    await runIothub(
      hub,
      `${HELPERS}
      await tag('dev1', 'north');
      await registry.addConfiguration(configuration('low', 1, 20));
      await registry.addConfiguration(configuration('high', 2, 25));
      `,
    );
    expect(hub.twin('dev1').desired).toMatchObject({ climate: { limit: 25 } });
    expect(hub.twin('dev2').desired).toEqual({ $version: 1 });
    const [applied] = await runIothub(
      hub,
      `${HELPERS}
      await tag('dev2', 'north');
      await registry.addDevices([{ deviceId: 'dev3', tags: { place: 'north' } }]);
      await registry.removeConfiguration('high');
      const query = registry.createQuery(
        "SELECT deviceId FROM devices WHERE configurations.[[low]].status = 'Applied'");
      print((await query.next()).result.map(({ deviceId }) => deviceId));
      `,
    );
    expect(applied).toEqual(['dev1', 'dev2', 'dev3']);
    for (const id of ['dev1', 'dev2', 'dev3']) {
      expect(hub.twin(id).desired).toMatchObject({ climate: { limit: 20 } });
    }
  });

  it('of IoT Edge reach the modules of a device', async () => {
    const [applied, modules] = await runIothub(
      hub,
      `
      await registry.create({ deviceId: 'edge', capabilities: { iotEdge: true } });
      const modulesContent = {
        $edgeAgent: { 'properties.desired': { modules: { filter: { type: 'docker' } } } },
        filter: { 'properties.desired': { level: 3 } },
      };
      print(await attempt(() => registry.applyConfigurationContentOnDevice('edge', { modulesContent })));
      print((await registry.getModulesOnDevice('edge')).responseBody.map(({ moduleId }) => moduleId));
      `,
    );
    expect(applied).toEqual({ ok: '' });
    expect(modules).toEqual(['$edgeAgent', '$edgeHub', 'filter']);
    expect(hub.twin('edge/$edgeAgent').desired).toMatchObject({
      modules: { filter: { type: 'docker' } },
    });
    expect(hub.twin('edge/filter').desired).toMatchObject({ level: 3 });
  });
});
