import { startHub, type Hub } from '@iotpnp/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, report } from '../../packages/hub/test/azure-client.js';
import { runIothub } from '../support/azure-iothub.js';

let hub: Hub;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  for (const at of [1, 2, 3, 4, 5]) await hub.addDevice(`dev${at}`);
  await hub.addModule('dev1/mod1');
});
afterEach(() => hub.close());

const TAGGED = `
for (const at of [1, 2, 3]) {
  await registry.updateTwin('dev' + at, { tags: { place: at < 3 ? 'north' : 'south' } }, '*');
}
const all = async (query) => {
  const pages = [];
  do pages.push((await query.next(query.continuationToken)).result); while (query.hasMoreResults);
  return pages;
};
`;

describe("azure-iothub's Query", () => {
  it('finds twins, page by page', async () => {
    const [pages, twins, modules] = await runIothub(
      hub,
      `${TAGGED}
      const pages = await all(registry.createQuery('SELECT * FROM devices', 2));
      print(pages.map((page) => page.map(({ deviceId }) => deviceId)));
      const query = registry.createQuery("SELECT * FROM devices WHERE tags.place = 'south'");
      const { result } = await query.nextAsTwin();
      print(result.map(({ deviceId, tags, constructor }) => [constructor.name, deviceId, tags]));
      const [modules] = await all(registry.createQuery('SELECT * FROM devices.modules'));
      print(modules.map(({ deviceId, moduleId }) => [deviceId, moduleId]));
      `,
    );
    expect(pages).toEqual([['dev1', 'dev2'], ['dev3', 'dev4'], ['dev5']]);
    expect(twins).toEqual([['Twin', 'dev3', { place: 'south' }]]);
    expect(modules).toEqual([['dev1', 'mod1']]);
  });

  it('finds what devices report, and who is connected', async () => {
    await using device = await azureClient(hub, 'dev4');
    await report(await device.client.getTwin(), { temperature: 25 });
    const answers = await runIothub(
      hub,
      `${TAGGED}
      for (const where of [
        'properties.reported.temperature > 20',
        "connectionState = 'Connected' AND is_defined(modelId)",
        "modelId = 'dtmi:com:example:Thermostat;1'",
      ]) {
        const [page] = await all(registry.createQuery('SELECT deviceId AS id FROM devices WHERE ' + where));
        print(page);
      }
      const counted = registry.createQuery('SELECT tags.place AS place, COUNT() AS n FROM devices GROUP BY tags.place');
      print((await all(counted))[0]);
      `,
    );
    const found = [{ id: 'dev4' }];
    expect(answers).toEqual([
      found,
      found,
      found,
      [{ place: 'north', n: 2 }, { place: 'south', n: 1 }, { n: 2 }],
    ]);
  });

  it('is told where a query is wrong', async () => {
    const answers = await runIothub(
      hub,
      `
      for (const text of ['SELECT * FROM devices WHERE', 'SELECT * FROM twins']) {
        print(await attempt(() => registry.createQuery(text).next()));
      }
      const { result, message } = await registry.createQuery('SELECT * FROM devices', 2).next();
      print(result.length);
      print(await attempt(() => registry.createQuery('SELECT * FROM devices.modules').next('bm9uZQ==')));
      `,
    );
    const wrong = (text: RegExp): unknown => ({
      error: 'ArgumentError',
      status: 400,
      message: expect.stringMatching(text) as unknown,
    });
    expect(answers).toMatchObject([wrong(/position 28/), wrong(/position 15/), 2, wrong(/contin/)]);
  });
});
