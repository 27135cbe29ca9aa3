import { describe, expect, it } from 'vitest';
import { azureClient, report } from '../../packages/hub/test/azure-client.js';
import { httpsRequest } from '../../packages/hub/test/https-request.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { nextEvent } from '../../packages/hub/test/next-event.js';
import { sasToken } from '../../packages/hub/test/sas-token.js';
import { limitedHub, published, REPORT, rest, TELEMETRY, twinClient } from './limited-hub.js';

/*
 * | throttle of the tiers free and S1 | at it            | past it                                          |
 * | --------------------------------- | ---------------- | ------------------------------------------------ |
 * | 100 connects a second             | CONNACK 0        | CONNACK 3                                        |
 * | 100 messages of telemetry a second| PUBACK at once   | PUBACK later; connection closed when that is 5 s |
 * | 100 twin reads a second           | 200              | 429 with 429001; REST 429                        |
 * | 50 twin updates a second          | 204              | 429 with 429001; PNP_HUB_TOO_MANY_REQUESTS, REST 429     |
 * | methods: 160 KB a second, each    | answered         | PNP_HUB_TOO_MANY_REQUESTS, REST 429                      |
 * | counted as 4 KB at least          |                  |                                                  |
 * | 100 messages to devices a minute  | queued           | PNP_HUB_TOO_MANY_REQUESTS                                |
 * | 100 registry requests a minute    | 200              | REST 429                                         |
 * | 20 queries a minute               | 200              | REST 429                                         |
 * | 100 uploads a minute              | 200              | 429                                              |
 * | free: 8,000 messages of 0.5 KB a  | taken            | telemetry closes, twin 403 with 403002,          |
 * | UTC day                           |                  | PNP_HUB_QUOTA_EXCEEDED, REST 403                 |
 */

const DAY_MS = 86_400_000;
const THROTTLED = /ErrorCode:ThrottlingException;/u;

describe('a hub of the tier S1', () => {
  const the = limitedHub('s1');

  it('lets 100 devices in at once, then one each 10 ms', async () => {
    const connack = async (): Promise<number | undefined> => {
      await using client = await MqttTestClient.open(the.hub);
      const { returnCode } = await client.connect();
      client.send({ cmd: 'disconnect' });
      await client.gone;
      return returnCode;
    };
    for (let count = 0; count < 100; count += 1) expect(await connack()).toBe(0);
    expect(await connack()).toBe(3);
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason: 'throttled' });
    the.clock.advance(10);
    expect(await connack()).toBe(0);
  });

  it('takes 100 messages at once, the next later, and ends a connection that goes on so', async () => {
    await using client = await MqttTestClient.connected(the.hub);
    const send = (from: number, to: number): void => {
      for (let id = from; id <= to; id += 1) {
        client.publish(TELEMETRY, String(id), { qos: 1, messageId: id });
      }
    };
    send(1, 102);
    expect(await client.settled()).toHaveLength(100);
    the.clock.advance(10);
    expect(await client.settled()).toMatchObject([{ cmd: 'puback', messageId: 101 }]);
    the.clock.advance(10);
    expect(await client.settled()).toMatchObject([{ cmd: 'puback', messageId: 102 }]);
    send(103, 602);
    expect(await client.settled()).toEqual([]);
    send(603, 603);
    await client.gone;
    expect(await nextEvent(the.events, 'disconnected')).toMatchObject({ reason: 'throttled' });
  });

  it('answers 429 with 429001 to the 101st twin read and the 51st report of a second', async () => {
    await using client = await twinClient(the.hub);
    const ask = async (
      topic: string,
      body: string,
      count: number,
    ): Promise<(string | undefined)[]> => {
      for (let rid = 0; rid < count; rid += 1) client.publish(`${topic}${rid}`, body);
      const answers = (await client.settled()).map(published);
      const last = answers.at(-1);
      expect(JSON.parse(String(last?.payload))).toMatchObject({
        errorCode: 429001,
        message: expect.stringMatching(THROTTLED),
      });
      return answers.map((answer) => /res\/(\d+)\//u.exec(answer.topic)?.[1]);
    };
    const reads = await ask('$iothub/twin/GET/?$rid=', '', 101);
    expect(reads).toEqual([...Array<string>(100).fill('200'), '429']);
    const updates = await ask(REPORT, '{"a":1}', 51);
    expect(updates).toEqual([...Array<string>(50).fill('204'), '429']);
    expect(the.hub.twin('dev1').reported.$version).toBe(51);
    the.clock.advance(20);
    client.publish(`${REPORT}1`, '{"a":1}');
    expect(published(await client.next()).topic).toContain('res/204/');
  });

  it("makes a report fail in Microsoft's client, which goes on after", async () => {
    await using device = await azureClient(the.hub);
    const twin = await device.client.getTwin();
    for (let count = 0; count < 50; count += 1) the.hub.desire('dev1', { count });
    await expect(report(twin, { a: 1 })).rejects.toThrow(THROTTLED);
    the.clock.advance(20);
    await report(twin, { a: 1 });
    expect(the.hub.twin('dev1').reported).toMatchObject({ a: 1 });
  });

  it('throws at code, and answers 429 to REST, past 50 changes of twins', async () => {
    for (let count = 0; count < 50; count += 1) the.hub.desire('dev1', { count });
    expect(() => the.hub.desire('dev1', {})).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_TOO_MANY_REQUESTS' }),
    );
    const patch = { properties: { desired: { a: 1 } } };
    expect(await rest(the.hub, 'PATCH', '/twins/dev1', patch)).toMatchObject({
      status: 429,
      body: expect.stringMatching(THROTTLED),
    });
    the.clock.advance(20);
    expect((await rest(the.hub, 'PATCH', '/twins/dev1', patch)).status).toBe(200);
  });

  it('lets 40 small methods through in a second, or one of 128 KB and 8 small ones', async () => {
    await using client = await MqttTestClient.connected(the.hub);
    await client.subscribe('$iothub/methods/POST/#');
    const invoke = async (payload: string): Promise<void> => {
      const answered = the.hub.invoke('dev1', 'm', payload);
      const { topic } = published(await client.next());
      client.publish(topic.replace('POST/m', 'res/200'), '');
      await answered;
    };
    const past = async (): Promise<void> => {
      await expect(the.hub.invoke('dev1', 'm', '')).rejects.toMatchObject({
        code: 'PNP_HUB_TOO_MANY_REQUESTS',
      });
      const reply = await rest(the.hub, 'POST', '/twins/dev1/methods', { methodName: 'm' });
      expect(reply.status).toBe(429);
      expect(await client.settled()).toEqual([]);
    };
    for (let count = 0; count < 40; count += 1) await invoke('x');
    await past();
    the.clock.advance(1000);
    await invoke('x'.repeat(128 * 1024 - 2));
    for (let count = 0; count < 8; count += 1) await invoke('x');
    await past();
  });

  it('queues 100 messages to devices in a minute', async () => {
    for (const deviceId of ['dev2', 'dev3']) await the.hub.addDevice(deviceId);
    for (let count = 0; count < 50; count += 1) the.hub.sendToDevice('dev1', 'x');
    for (let count = 0; count < 50; count += 1) the.hub.sendToDevice('dev2', 'x');
    const send = (): string => the.hub.sendToDevice('dev3', 'x');
    expect(send).toThrow(expect.objectContaining({ code: 'PNP_HUB_TOO_MANY_REQUESTS' }));
    the.clock.advance(600);
    expect(send()).toBeTypeOf('string');
  });

  it.each([
    ['GET', '/devices/dev1', undefined, 100],
    ['POST', '/devices/query', { query: 'SELECT * FROM devices' }, 20],
    ['GET', '/twins/dev1', undefined, 100],
  ])('answers %s %s so often over REST, then 429', async (method, path, body, count) => {
    for (let at = 0; at < count; at += 1) {
      expect((await rest(the.hub, method, path, body)).status).toBe(200);
    }
    expect(await rest(the.hub, method, path, body)).toMatchObject({
      status: 429,
      body: expect.stringMatching(THROTTLED),
    });
  });

  it('counts nothing for who is not let in', async () => {
    for (let count = 0; count < 101; count += 1) {
      const path = '/devices/dev1?api-version=2021-04-12';
      expect((await httpsRequest(the.hub, 'GET', path)).status).toBe(401);
    }
    expect((await rest(the.hub, 'GET', '/devices/dev1')).status).toBe(200);
  });

  it('begins and ends 100 uploads in a minute', async () => {
    const { primaryKey: key } = await the.hub.addDevice('dev1');
    const sr = encodeURIComponent(`${the.hub.hostName}/devices/dev1`);
    const token = sasToken({ sr, key, expiresAt: Date.parse('2100-01-01T00:00:00Z') });
    const post = (path: string, body: object) =>
      httpsRequest(the.hub, 'POST', `/devices/dev1/files${path}?api-version=2021-04-12`, {
        token,
        body,
      });
    for (let count = 0; count < 50; count += 1) {
      const { body } = await post('', { blobName: `${count}` });
      const { correlationId } = JSON.parse(body) as { correlationId: string };
      const end = { correlationId, isSuccess: false };
      expect((await post('/notifications', end)).status).toBe(204);
    }
    expect((await post('', { blobName: 'more' })).status).toBe(429);
  });
});

describe('a hub of the free tier', () => {
  const the = limitedHub('free');

  it('takes 8,000 messages of half a KB a day, and nothing more until the next', async () => {
    await using client = await twinClient(the.hub);
    const send = (bytes: number): void =>
      client.publish(TELEMETRY, 'x'.repeat(bytes), { qos: 1, messageId: 1 });
    // 15 of 256 KB are 7,680 messages; 319 follow.
    for (let count = 0; count < 15; count += 1) send(256 * 1024);
    send(319 * 512);
    expect(await client.settled()).toHaveLength(16);
    client.publish('$iothub/twin/GET/?$rid=1', '');
    expect(published(await client.next()).topic).toContain('res/200/');
    client.publish('$iothub/twin/GET/?$rid=2', '');
    const refused = published(await client.next());
    expect(refused.topic).toBe('$iothub/twin/res/403/?$rid=2');
    expect(JSON.parse(String(refused.payload))).toMatchObject({
      errorCode: 403002,
      message: expect.stringMatching(/^ErrorCode:IotHubQuotaExceeded;/u),
    });
    expect(() => the.hub.sendToDevice('dev1', 'x')).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_QUOTA_EXCEEDED' }),
    );
    expect(await rest(the.hub, 'GET', '/devices/dev1')).toMatchObject({
      status: 403,
      body: expect.stringMatching(/ErrorCode:IotHubQuotaExceeded;/u),
    });
    send(1);
    await client.gone;
    expect(await nextEvent(the.events, 'disconnected')).toMatchObject({ reason: 'quota-exceeded' });
    await using again = await MqttTestClient.connected(the.hub, { keepalive: 0 });
    the.clock.advance(DAY_MS - (the.clock.now() % DAY_MS));
    await using nextDay = await MqttTestClient.connected(the.hub);
    nextDay.publish(TELEMETRY, 'x', { qos: 1, messageId: 1 });
    await nextDay.expect('puback');
    await again.gone;
  });
});

describe('a hub without a tier', () => {
  const the = limitedHub();

  it('throttles nothing', async () => {
    await using client = await twinClient(the.hub);
    for (let rid = 0; rid < 500; rid += 1) client.publish(`${REPORT}${rid}`, '{"a":1}');
    const answers = (await client.settled()).map(published);
    expect(answers.every(({ topic }) => topic.includes('res/204/'))).toBe(true);
    expect(the.hub.twin('dev1').reported.$version).toBe(501);
  });
});
