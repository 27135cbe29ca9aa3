import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextEvent } from '../../test/next-event.js';
import { sasToken } from '../../test/sas-token.js';
import type { HubEvent } from '../hub-event.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

let hub: Hub;
let key: string;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  key = (await hub.addDevice('dev1')).primaryKey;
  events = hub.events();
});
afterEach(() => hub.close());

interface Reply {
  readonly status: number | undefined;
  readonly body: string;
}

interface Sent {
  readonly token?: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
  readonly agent?: Agent;
}

function send(method: string, path: string, { token, body, headers, agent }: Sent = {}) {
  const authorization = token === undefined ? {} : { authorization: token };
  const { port, ca } = hub;
  const options = { host: 'localhost', port, ca, method, path, ...(agent && { agent }) };
  return new Promise<Reply>((resolve, reject) => {
    const asked = request({ ...options, headers: { ...authorization, ...headers } }, (response) => {
      const status = response.statusCode;
      text(response).then((answer) => resolve({ status, body: answer }), reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

function tokenOf(deviceId = 'dev1', expiresAt = Date.now() + 60_000): string {
  const sr = encodeURIComponent(`${hub.hostName}/devices/${deviceId}`);
  return sasToken({ sr, key, expiresAt });
}

const FILES = '/devices/dev1/files?api-version=2021-04-12';

async function begin(blobName = 'a/b c.txt') {
  const body = JSON.stringify({ blobName });
  const reply = await send('POST', FILES, { token: tokenOf(), body });
  expect(reply.status).toBe(200);
  return JSON.parse(reply.body) as Record<
    'correlationId' | 'hostName' | 'containerName' | 'blobName' | 'sasToken',
    string
  >;
}

function blobPath({ containerName, blobName, sasToken: sas }: Awaited<ReturnType<typeof begin>>) {
  return `/${containerName}/${blobName.split('/').map(encodeURIComponent).join('/')}${sas}`;
}

function notify(correlationId: string, isSuccess = true) {
  const path = `/devices/dev1/files/notifications/${correlationId}?api-version=2021-04-12`;
  return send('POST', path, { token: tokenOf(), body: JSON.stringify({ isSuccess }) });
}

describe('an upload', () => {
  it('goes in blocks to the place that was given, and is a file once the hub is told', async () => {
    const place = await begin();
    expect(place).toMatchObject({ hostName: hub.hostName, blobName: 'dev1/a/b c.txt' });
    const path = blobPath(place);
    const ids = ['MDE=', 'MDI='];
    for (const [at, body] of ['one ', 'two'].entries()) {
      const block = `${path}&comp=block&blockid=${encodeURIComponent(ids[at] as string)}`;
      expect((await send('PUT', block, { body })).status).toBe(201);
    }
    const list = ids.map((id) => `<Latest>${id}</Latest>`).join('');
    const body = `<?xml version="1.0"?><BlockList>${list}</BlockList>`;
    expect((await send('PUT', `${path}&comp=blocklist`, { body })).status).toBe(201);
    expect((await notify(place.correlationId)).status).toBe(204);
    expect(await nextEvent(events, 'file-uploaded')).toMatchObject({
      deviceId: 'dev1',
      name: 'a/b c.txt',
      size: 7,
      success: true,
    });
    expect(hub.file('dev1', 'a/b c.txt')?.toString()).toBe('one two');
  });

  it('goes in one piece too, over a connection that stays open for more', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const place = await begin('plain');
    const body = Buffer.from([0, 255, 10]);
    const headers = { 'x-ms-blob-type': 'BlockBlob' };
    expect((await send('PUT', blobPath(place), { body, headers, agent })).status).toBe(201);
    const again = await send('PUT', blobPath(place), { body, headers, agent });
    expect(again.status).toBe(201);
    agent.destroy();
    const newer = '/devices/dev1/files/notifications?api-version=2021-04-12';
    const told = JSON.stringify({ correlationId: place.correlationId, isSuccess: true });
    expect((await send('POST', newer, { token: tokenOf(), body: told })).status).toBe(204);
    expect(hub.file('dev1', 'plain')).toEqual(body);
  });

  it('that failed leaves no file', async () => {
    const place = await begin('broken');
    expect((await notify(place.correlationId, false)).status).toBe(204);
    expect(await nextEvent(events, 'file-uploaded')).toMatchObject({ size: 0, success: false });
    expect(hub.file('dev1', 'broken')).toBeUndefined();
  });
});

describe('is refused', () => {
  it.each([
    ['without a token', () => ({})],
    ['with a token of another device', () => ({ token: tokenOf('dev2') })],
    ['with a token that has expired', () => ({ token: tokenOf('dev1', Date.now() - 60_000) })],
  ])('a request %s, with 401, and seen as an event', async (_what, sent) => {
    const reply = await send('POST', FILES, { ...sent(), body: '{"blobName":"a"}' });
    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.body)).toMatchObject({
      Message: expect.stringMatching(/^ErrorCode:IotHubUnauthorizedAccess/),
    });
    expect(await nextEvent(events, 'refused')).toMatchObject({ deviceId: 'dev1' });
  });

  it('a device that is disabled', async () => {
    await hub.setEnabled('dev1', false);
    const reply = await send('POST', FILES, { token: tokenOf(), body: '{"blobName":"a"}' });
    expect(reply.status).toBe(401);
  });

  it.each([
    ['no name', '{}'],
    ['an empty name', '{"blobName":""}'],
    ['a name above 1024 characters', JSON.stringify({ blobName: 'x'.repeat(1025) })],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('an upload of %s, with 400', async (_what, body) => {
    const reply = await send('POST', FILES, { token: tokenOf(), body });
    expect(reply.status).toBe(400);
  });

  it('a module, written as one part of the address, with 404', async () => {
    const { primaryKey } = await hub.addModule('dev1/mod1');
    const sr = encodeURIComponent(`${hub.hostName}/devices/dev1/modules/mod1`);
    const token = sasToken({ sr, key: primaryKey, expiresAt: Date.parse('2100-01-01') });
    const path = '/devices/dev1%2Fmod1/files?api-version=2021-04-12';
    const reply = await send('POST', path, { token, body: '{"blobName":"f"}' });
    expect(reply.status).toBe(404);
  });

  it('the eleventh upload under way, with 403', async () => {
    for (let at = 0; at < 10; at++) await begin(`${at}`);
    const reply = await send('POST', FILES, { token: tokenOf(), body: '{"blobName":"more"}' });
    expect(reply).toMatchObject({
      status: 403,
      body: expect.stringMatching(/DeviceMaximumActiveFileUploadLimitExceeded/),
    });
  });

  it('a file without its secret, before its bytes are read', async () => {
    const place = await begin();
    const stranger = blobPath({ ...place, sasToken: '?sig=guess' });
    expect((await send('PUT', stranger, { body: 'x' })).status).toBe(403);
    expect((await send('PUT', stranger.split('?')[0] as string, { body: 'x' })).status).toBe(403);
  });

  it('a list of blocks that were not put, with 400', async () => {
    const path = `${blobPath(await begin())}&comp=blocklist`;
    const body = '<BlockList><Latest>MDE=</Latest></BlockList>';
    expect(await send('PUT', path, { body })).toMatchObject({
      status: 400,
      body: expect.stringMatching(/InvalidBlockList/),
    });
  });

  it('a request that says no version of the API, with 400', async () => {
    const sent = { token: tokenOf(), body: '{"blobName":"a"}' };
    expect((await send('POST', '/devices/dev1/files', sent)).status).toBe(400);
  });

  it('an end of an upload that is not under way, with 404', async () => {
    expect((await notify('nobody-knows')).status).toBe(404);
  });

  it('a block above what a device may keep, with 413, and goes on with the next', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const path = blobPath(await begin());
    const block = (id: string, megabytes: number) =>
      send('PUT', `${path}&comp=block&blockid=${id}`, {
        body: Buffer.alloc(megabytes * 1024 * 1024),
        headers: { 'transfer-encoding': 'chunked' },
        agent,
      });
    expect((await block('MQ', 60)).status).toBe(201);
    expect(await block('Mg', 41)).toMatchObject({
      status: 413,
      body: expect.stringMatching(/<Code>RequestBodyTooLarge</u),
    });
    expect((await block('Mg', 40)).status).toBe(201);
    agent.destroy();
  });

  it('a body above the limit, with 413, whether it says so or not', async () => {
    const said = { 'content-length': String(65 * 1024) };
    const body = Buffer.alloc(65 * 1024, ' ');
    const known = send('POST', FILES, { token: tokenOf(), body, headers: said });
    expect((await known).status).toBe(413);
    const chunked = { 'transfer-encoding': 'chunked' };
    const unknown = send('POST', FILES, { token: tokenOf(), body, headers: chunked });
    expect((await unknown).status).toBe(413);
  });

  it.each([
    ['GET', '/', 404],
    ['GET', '/devices/dev1', 401],
    ['GET', FILES, 405],
    ['GET', '/files/dev1/a', 405],
    ['POST', '/devices/dev1/files/others', 404],
    ['POST', '/devices/dev1/modules/mod1/files', 404],
    ['GET', '/%zz', 400],
  ])('%s %s, with %i', async (method, path, status) => {
    expect((await send(method, path)).status).toBe(status);
  });
});

it('what is no HTTP ends its connection, and others are served', async () => {
  const ended = new Promise<string>((resolve) => {
    const { port, ca } = hub;
    const socket = connect({ host: 'localhost', port, ca }, () =>
      socket.write('GARBAGE\0\r\n\r\n'),
    );
    const heard: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => heard.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(heard).toString()));
  });
  expect(await ended).toMatch(/^HTTP\/1.1 400|^$/);
  await begin('after');
});
