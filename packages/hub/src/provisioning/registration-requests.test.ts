import { afterEach, beforeEach, expect, it } from 'vitest';
import { httpsRequest, ownerToken, type Reply } from '../../test/https-request.js';
import { sasToken } from '../../test/sas-token.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const VERSION = '?api-version=2021-06-01';

let hub: Hub;
let token: string;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  token = sasToken({
    sr: `${hub.dps.idScope}%2Fregistrations%2Fdev1`,
    key: hub.dps.deviceKey('default', 'dev1'),
    expiresAt: Date.parse('2100-01-01T00:00:00Z'),
  });
});
afterEach(() => hub.close());

function ask(method: string, path: string, body?: object | string): Promise<Reply> {
  const address = `/${hub.dps.idScope}/registrations/dev1${path}${VERSION}`;
  return httpsRequest(hub, method, address, { token, body });
}

it('a device registers over HTTPS, asks how far it is, and looks it up', async () => {
  const payload = { modelId: 'dtmi:com:example:Thermostat;1' };
  const accepted = await ask('PUT', '/register', { registrationId: 'dev1', payload });
  expect(accepted).toMatchObject({ status: 202, headers: { 'retry-after': '1' } });
  const { operationId } = JSON.parse(accepted.body) as { operationId: string };
  const scope = hub.dps.idScope;
  expect(accepted.headers['location']).toBe(
    `/${scope}/registrations/dev1/operations/${operationId}`,
  );
  const assigned = await ask('GET', `/operations/${operationId}`);
  expect(assigned.status).toBe(200);
  const { registrationState } = JSON.parse(assigned.body) as { registrationState: object };
  expect(registrationState).toMatchObject({ assignedHub: hub.hostName, deviceId: 'dev1' });
  const found = await ask('POST', '', { registrationId: 'dev1' });
  expect(JSON.parse(found.body)).toEqual(registrationState);
  expect(hub.dps.registrations()).toMatchObject([payload]);
});

it.each([
  ['GET', '/operations/4.0.0', 404],
  ['POST', '', 404],
  ['GET', '', 405],
  ['POST', '/register', 405],
])('%s %s is answered %d, as DPS words it', async (method, path, status) => {
  const reply = await ask(method, path);
  expect(reply.status).toBe(status);
  expect(JSON.parse(reply.body)).toEqual({
    errorCode: expect.any(Number),
    trackingId: expect.any(String),
    message: expect.any(String),
    timestampUtc: expect.any(String),
  });
});

it('a body that is nested without end is answered 400, and nothing of it stays', async () => {
  const deep = `{"registrationId":"dev1","payload":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  expect(await ask('PUT', '/register', deep)).toMatchObject({ status: 400 });
  expect(hub.dps.registrations()).toEqual([]);
  expect(() => hub.twin('dev1')).toThrow(
    expect.objectContaining({ code: 'PNP_HUB_DEVICE_UNKNOWN' }),
  );
});

it('a device that proves nothing is answered 401', async () => {
  token = '';
  expect(await ask('PUT', '/register')).toMatchObject({ status: 401 });
  token = ownerToken(hub);
  expect(await ask('PUT', '/register')).toMatchObject({ status: 401 });
});

it('without an API version the answer is 400', async () => {
  const address = `/${hub.dps.idScope}/registrations/dev1/register`;
  expect(await httpsRequest(hub, 'PUT', address, { token })).toMatchObject({ status: 400 });
});

it('a device of the hub called registrations uploads its files', async () => {
  await hub.addDevice('registrations');
  const [, key = ''] = /SharedAccessKey=(.*)$/u.exec(hub.connectionString('registrations')) ?? [];
  const own = sasToken({
    sr: encodeURIComponent(`${hub.hostName}/devices/registrations`),
    key,
    expiresAt: Date.parse('2100-01-01T00:00:00Z'),
  });
  const reply = await httpsRequest(hub, 'POST', `/devices/registrations/files${VERSION}`, {
    token: own,
    body: { blobName: 'a.txt' },
  });
  expect(reply.status).toBe(200);
});
