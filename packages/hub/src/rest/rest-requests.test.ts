import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { nextEvent } from '../../test/next-event.js';
import { RecordingLink } from '../../test/recording-link.js';
import { restServer, type RestServer } from '../../test/rest-server.js';
import { sasToken } from '../../test/sas-token.js';
import { hubError } from '../error-codes.js';
import { HubState } from '../state/hub-state.js';
import { noJournal } from '../state/journal.js';

const V = 'api-version=2021-04-12';

let clock: FakeClock;
let state: HubState;
let server: RestServer;

beforeEach(async () => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
  server = await restServer(state);
});
afterEach(() => server[Symbol.asyncDispose]());

function error(code: string): unknown {
  return {
    headers: { 'iothub-errorcode': code, 'content-type': expect.stringMatching(/json/) as unknown },
    body: { Message: expect.stringMatching(`^ErrorCode:${code};[^;]+$`) as unknown },
  };
}

describe('a request', () => {
  it.each([
    ['GET', '/devices/dev1', ['iothubowner', 'registryRead', 'registryReadWrite']],
    ['PUT', '/devices/dev1', ['iothubowner', 'registryReadWrite']],
    ['POST', '/devices', ['iothubowner', 'registryReadWrite']],
    ['DELETE', '/devices/dev2', ['iothubowner', 'registryReadWrite']],
    ['GET', '/devices/dev1/modules', ['iothubowner', 'registryRead', 'registryReadWrite']],
    ['GET', '/twins/dev1', ['iothubowner', 'service']],
    ['PATCH', '/twins/dev1', ['iothubowner', 'service']],
    ['POST', '/twins/dev1/methods', ['iothubowner', 'service']],
    ['GET', '/digitaltwins/dev1', ['iothubowner', 'service']],
    ['POST', '/devices/query', ['iothubowner', 'service']],
    ['GET', '/statistics/devices', ['iothubowner', 'registryRead', 'registryReadWrite']],
    ['GET', '/configurations', ['iothubowner', 'registryRead', 'registryReadWrite']],
    ['GET', '/jobs/v2/query', ['iothubowner', 'service']],
  ])('%s %s may come with %j', async (method, path, allowed) => {
    const policies = ['iothubowner', 'service', 'device', 'registryRead', 'registryReadWrite'];
    const may: string[] = [];
    for (const policy of policies) {
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
      const { status } = await server.ask(method, `${path}?${V}`, { policy, ...body });
      if (status !== 401) may.push(policy);
    }
    expect(may).toEqual(allowed);
  });

  it('without a token is refused, and seen as an event', async () => {
    const events = state.log.open((event) => event);
    const reply = await server.ask('GET', `/devices/dev1?${V}`, { policy: null });
    expect(reply).toMatchObject({ status: 401, ...(error('IotHubUnauthorizedAccess') as object) });
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'token-invalid' });
  });

  it.each(['/devices/dev2', '/twins/dev2'])(
    'by a token for another path is refused: %s',
    async (path) => {
      const key = state.policies.find('iothubowner')?.primaryKey ?? '';
      const sr = encodeURIComponent('hub.test/devices/dev1');
      const token = sasToken({ sr, key, expiresAt: clock.now() + 60_000 });
      const headers = { authorization: `${token}&skn=iothubowner` };
      const ask = (each: string) => server.ask('GET', `${each}?${V}`, { policy: null, headers });
      expect(await ask(path)).toMatchObject({ status: 401 });
      expect(await ask('/devices/dev1')).toMatchObject({ status: 200 });
    },
  );

  it.each([
    ['GET', '/devices/dev1', 400, 'ArgumentInvalid'],
    ['GET', `/devices/dev1/more?${V}`, 404, 'NotFound'],
    ['GET', `/twins?${V}`, 404, 'NotFound'],
    ['GET', `/devices/dev1%2Fmod1?${V}`, 404, 'NotFound'],
    ['PATCH', `/devices/dev1?${V}`, 405, 'MethodNotAllowed'],
    ['GET', `/devices/none?${V}`, 404, 'DeviceNotFound'],
    ['GET', `/devices/dev1/modules/none?${V}`, 404, 'ModuleNotFound'],
    ['GET', `/devices?top=0&${V}`, 400, 'ArgumentInvalid'],
    ['GET', `/devices?top=x&${V}`, 400, 'ArgumentInvalid'],
    ['PUT', `/devices/dev2?${V}`, 400, 'ArgumentInvalid'],
    ['PUT', `/devices/with%20space?${V}`, 400, 'ArgumentInvalid'],
  ])('%s %s is answered %i, %s', async (method, path, status, code) => {
    const reply = await server.ask(
      method,
      path,
      method === 'PUT' ? { body: path.includes('dev2') ? [] : {} } : {},
    );
    expect(reply).toMatchObject({ status, ...(error(code) as object) });
  });

  it('has a body up to a limit', async () => {
    const big = { tags: { text: 'x'.repeat(300 * 1024) } };
    expect(await server.ask('PATCH', `/twins/dev1?${V}`, { body: big })).toMatchObject({
      status: 413,
    });
  });

  it.each(['/twins/dev1', '/twins/dev1/methods', '/configurations/one', '/jobs/v2/one'])(
    'to %s is refused when its body is nested without end',
    async (path) => {
      const method = path.endsWith('methods')
        ? 'POST'
        : path.startsWith('/twins')
          ? 'PATCH'
          : 'PUT';
      const body = `{"payload":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
      const reply = await server.ask(method, `${path}?${V}`, { body });
      expect(reply).toMatchObject({ status: 400, ...(error('ArgumentInvalid') as object) });
    },
  );

  it('that cannot be kept is answered 503, with no path of the machine', async () => {
    const where = { file: '/home/me/hub.mdb' };
    const put = (): never => {
      const message = `${where.file} cannot be written`;
      throw hubError('PNP_HUB_STATE_UNAVAILABLE', message, { where });
    };
    let isFull = false;
    const write = (): void => void (isFull && put());
    const full = new HubState(clock, { ...noJournal, put: write, write });
    await using broken = await restServer(full);
    isFull = true;
    const reply = await broken.ask('PUT', `/devices/new?${V}`, { body: { deviceId: 'new' } });
    expect(reply).toMatchObject({ status: 503, ...(error('ServiceUnavailable') as object) });
    expect(JSON.stringify(reply)).not.toContain(where.file);
  });

  it('above what the tier lets through is answered 429', async () => {
    await using throttled = await restServer(new HubState(clock, noJournal, { tier: 's1' }));
    const statuses = new Set<number | undefined>();
    for (let count = 0; count < 101; count++) {
      statuses.add((await throttled.ask('GET', `/devices?${V}`)).status);
    }
    expect([...statuses]).toEqual([200, 429]);
    expect(await throttled.ask('GET', `/devices?${V}`)).toMatchObject(
      error('ThrottlingException') as object,
    );
  });
});

describe('identities', () => {
  it('have keys when what is said of both keys and thumbprints is nothing', async () => {
    const body = {
      deviceId: 'dev2',
      authentication: {
        symmetricKey: { primaryKey: '', secondaryKey: '' },
        x509Thumbprint: { primaryThumbprint: '', secondaryThumbprint: '' },
      },
    };
    expect(await server.ask('PUT', `/devices/dev2?${V}`, { body })).toMatchObject({ status: 200 });
    expect(state.registry.get('dev2')).toMatchObject({ authentication: 'sas' });
  });

  it('are changed only with the entity tag they have', async () => {
    const path = `/devices/dev1?${V}`;
    const { headers } = await server.ask('GET', path);
    const ifMatch = headers.etag ?? '';
    expect(ifMatch).toBe(`"${state.registry.get('dev1').etag}"`);
    const put = (etag: string) =>
      server.ask('PUT', path, { body: { status: 'disabled' }, headers: { 'if-match': etag } });
    expect(await put('"old"')).toMatchObject({
      status: 412,
      ...(error('PreconditionFailed') as object),
    });
    expect((await put(ifMatch)).status).toBe(200);
    expect((await put(ifMatch)).status).toBe(412);
    expect((await put('"*"')).status).toBe(200);
    expect((await put('*')).status).toBe(200);
    const old = { headers: { 'if-match': ifMatch } };
    expect((await server.ask('DELETE', path, old)).status).toBe(412);
    expect((await server.ask('DELETE', path)).status).toBe(204);
    expect(state.registry.list()).toEqual([]);
  });

  it('that are disabled or removed lose their connection, modules too', async () => {
    state.registry.addModule('dev1/mod1');
    const links = ['dev1', 'dev1/mod1'].map((target) => {
      const link = new RecordingLink();
      state.attach({ target, protocol: 'mqtt', cleanSession: true }, link);
      return link;
    });
    const headers = { 'if-match': '"*"' };
    const body = { status: 'disabled', statusReason: 'stolen' };
    const { body: told } = await server.ask('PUT', `/devices/dev1?${V}`, { body, headers });
    expect(told).toMatchObject({ ...body, statusUpdatedTime: new Date(clock.now()).toISOString() });
    expect(links.map(({ ends }) => ends)).toEqual([['disabled'], ['disabled']]);
    state.setEnabled('dev1', true);
    const link = new RecordingLink();
    state.attach({ target: 'dev1', protocol: 'mqtt', cleanSession: true }, link);
    await server.ask('DELETE', `/devices/dev1?${V}`, { headers });
    expect(link.ends).toEqual(['removed']);
  });

  it('keep their keys when none are given, and change how they prove themselves', async () => {
    const { primaryKey } = state.registry.get('dev1');
    const headers = { 'if-match': '"*"' };
    const write = (body: object) => server.ask('PUT', `/devices/dev1?${V}`, { body, headers });
    await write({});
    expect(state.registry.get('dev1').primaryKey).toBe(primaryKey);
    const thumbprint = 'AB'.repeat(20);
    await write({ authentication: { x509Thumbprint: { primaryThumbprint: thumbprint } } });
    expect(state.registry.get('dev1')).toMatchObject({
      authentication: 'selfSigned',
      primaryThumbprint: thumbprint,
      primaryKey: '',
    });
    await write({ authentication: { type: 'certificateAuthority' } });
    const { authentication, primaryThumbprint } = state.registry.get('dev1');
    expect([authentication, primaryThumbprint]).toEqual(['certificateAuthority', undefined]);
  });

  it('are listed so many as asked', async () => {
    for (const id of ['dev2', 'dev3']) state.registry.addDevice(id);
    const { body } = await server.ask('GET', `/devices?top=2&${V}`);
    expect(body).toMatchObject([{ deviceId: 'dev1' }, { deviceId: 'dev2' }]);
  });
});

it('messages that wait are purged', async () => {
  const body = Buffer.from('x');
  state.sendToDevice({ target: 'dev1', messageId: 'a', properties: {}, body });
  expect(await server.ask('DELETE', `/devices/dev1/commands?${V}`)).toMatchObject({
    status: 200,
    body: { deviceId: 'dev1', totalMessagesPurged: 1 },
  });
  expect(state.pendingMessages('dev1')).toBe(0);
});

it('connected devices are counted, without modules', async () => {
  state.registry.addModule('dev1/mod1');
  for (const target of ['dev1', 'dev1/mod1']) {
    state.attach({ target, protocol: 'mqtt', cleanSession: true }, new RecordingLink());
  }
  const { body } = await server.ask('GET', `/statistics/service?${V}`);
  expect(body).toEqual({ connectedDeviceCount: 1 });
});

it('a query goes on behind the last row, also when that was removed', async () => {
  for (const deviceId of ['dev2', 'dev3']) state.registry.addDevice(deviceId);
  const ask = (headers: Record<string, string>) =>
    server.ask('POST', `/devices/query?${V}`, {
      body: { query: 'SELECT deviceId FROM devices' },
      headers: { 'x-ms-max-item-count': '1', ...headers },
    });
  const first = await ask({});
  expect(first.body).toEqual([{ deviceId: 'dev1' }]);
  state.remove('dev1');
  const next = await ask({ 'x-ms-continuation': String(first.headers['x-ms-continuation']) });
  expect(next.body).toEqual([{ deviceId: 'dev2' }]);
});

it('a job is found by the name that its time has in the documentation', async () => {
  const body = { type: 'scheduleUpdateTwin', updateTwin: { tags: { a: 1 } }, queryCondition: '*' };
  await server.ask('PUT', `/jobs/v2/job1?${V}`, { body });
  const query = (time: string) =>
    `SELECT * FROM devices.jobs WHERE devices.jobs.status = 'completed' AND devices.jobs.createdTimeUtc > '${time}'`;
  const rows = async (time: string) =>
    (await server.ask('POST', `/devices/query?${V}`, { body: { query: query(time) } })).body;
  expect(await rows('2016-09-01')).toMatchObject([{ jobId: 'job1', deviceId: 'dev1' }]);
  expect(await rows('2999-09-01')).toEqual([]);
});

it('jobs that wait have their number; those that have ended make room', async () => {
  const put = (id: string, startTime?: string) =>
    server.ask('PUT', `/jobs/v2/${id}?${V}`, {
      body: { type: 'scheduleUpdateTwin', updateTwin: {}, queryCondition: '*', startTime },
    });
  const later = '2999-01-01T00:00:00Z';
  await put('ended');
  await Promise.all(Array.from({ length: 999 }, (_, at) => put(`wait${at}`, later)));
  expect(await put('one', later)).toMatchObject({ status: 200 });
  expect(await server.ask('GET', `/jobs/v2/ended?${V}`)).toMatchObject({ status: 404 });
  expect(await put('more', later)).toMatchObject({
    status: 429,
    ...(error('ThrottlingException') as object),
  });
  await server.ask('POST', `/jobs/v2/wait7/cancel?${V}`);
  expect(await put('more', later)).toMatchObject({ status: 200 });
});

it('a job that takes too long fails for whom it did not reach', async () => {
  const device = state.attach(
    { target: 'dev1', protocol: 'mqtt', cleanSession: true },
    new RecordingLink(),
  );
  if (typeof device === 'string') throw new Error(device);
  device.subscribe('methods');
  const method = { methodName: 'reboot', responseTimeoutInSeconds: 100 };
  const body = {
    type: 'scheduleDeviceMethod',
    cloudToDeviceMethod: method,
    queryCondition: '*',
    maxExecutionTimeInSeconds: 10,
  };
  const begun = await server.ask('PUT', `/jobs/v2/job1?${V}`, { body });
  expect(begun.body).toMatchObject({ status: 'running', deviceJobStatistics: { runningCount: 1 } });
  clock.advance(10_000);
  expect(await server.ask('GET', `/jobs/v2/job1?${V}`)).toMatchObject({
    body: {
      status: 'failed',
      failureReason: expect.stringMatching(/maxExecutionTimeInSeconds/),
      deviceJobStatistics: { failedCount: 1, runningCount: 0 },
    },
  });
});
