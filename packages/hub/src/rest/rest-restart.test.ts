import { expect, it } from 'vitest';
import { httpsRequest } from '../../test/https-request.js';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { sasToken } from '../../test/sas-token.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const V = 'api-version=2021-04-12';

function ask(hub: Hub, method: string, path: string, body?: object) {
  const key = /SharedAccessKey=(.+)$/u.exec(hub.serviceConnectionString)?.[1] ?? '';
  const expiresAt = Date.now() + 60_000;
  const token = `${sasToken({ sr: hub.hostName, key, expiresAt })}&skn=iothubowner`;
  return httpsRequest(hub, method, `${path}?${V}`, { token, body });
}

it('tags, entity tags and configurations are there after a restart, and nothing is desired again', async () => {
  await using folder = await temporaryFolder();
  const configuration = {
    content: { deviceContent: { 'properties.desired.limit': 3 } },
    targetCondition: "tags.place = 'north'",
  };
  const first = await startHub({ port: 0, dataDir: folder.path });
  await ask(first, 'PUT', '/devices/dev1', {});
  await ask(first, 'PATCH', '/twins/dev1', { tags: { place: 'north' } });
  expect(await ask(first, 'PUT', '/configurations/one', configuration)).toMatchObject({
    status: 200,
  });
  const { body: before } = await ask(first, 'GET', '/twins/dev1');
  const twin = first.twin('dev1');
  await first.close();

  await using second = await startHub({ port: 0, dataDir: folder.path });
  expect(second.twin('dev1')).toEqual(twin);
  expect(twin).toMatchObject({ tags: { place: 'north' }, desired: { limit: 3, $version: 2 } });
  expect(JSON.parse((await ask(second, 'GET', '/twins/dev1')).body)).toEqual(JSON.parse(before));
  await second.addDevice('dev2');
  await ask(second, 'PATCH', '/twins/dev2', { tags: { place: 'north' } });
  expect(second.twin('dev2').desired).toEqual({ limit: 3, $version: 2 });
});
