import { describe, expect, it } from 'vitest';
import { azureClient } from '../../packages/hub/test/azure-client.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { subscribed } from '../../packages/hub/test/next-event.js';
import { limitedHub, published, rest } from './limited-hub.js';

/*
 * | limit of methods          | at it    | past it: in code                  | past it: over REST       |
 * | ------------------------- | -------- | --------------------------------- | ------------------------ |
 * | payload 128 KB            | answered | PNP_HUB_PAYLOAD_TOO_LARGE         | 413 MessageTooLarge      |
 * | response 128 KB           | answered | PNP_HUB_METHOD_RESPONSE_INVALID   | 502                      |
 * | answer within 30 s, or as | answered | PNP_HUB_METHOD_TIMEOUT            | 504, errorCode 504101    |
 * | long as asked for         |          |                                   |                          |
 * | timeout 300 s at most     | waits    | PNP_HUB_METHOD_TIMEOUT_INVALID    | 400 ArgumentInvalid      |
 * | timeout 5 s at least      | waits    | any above 0 ms is taken, for tests | 400 ArgumentInvalid     |
 * | name of 1 to 128          | sent     | PNP_HUB_METHOD_NAME_INVALID       | 400 ArgumentInvalid      |
 * | the device listens        | sent     | PNP_HUB_DEVICE_OFFLINE            | 404, errorCode 404103    |
 */

const KB = 1024;
const METHODS = '/twins/dev1/methods';
const the = limitedHub();

async function listening(): Promise<MqttTestClient> {
  // A longer silence than the longest method.
  const client = await MqttTestClient.connected(the.hub, { keepalive: 1000 });
  await client.subscribe('$iothub/methods/POST/#');
  return client;
}

async function answer(client: MqttTestClient, body = ''): Promise<string> {
  const { topic, payload } = published(await client.next());
  client.publish(topic.replace(/POST\/[^/]*/u, 'res/200'), body);
  return String(payload);
}

/** A JSON text of so many bytes. */
function textOf(bytes: number): string {
  return 'x'.repeat(bytes - 2);
}

describe('a payload', () => {
  it('of 128 KB goes to the device, a byte more does not', async () => {
    await using client = await listening();
    const answered = the.hub.invoke('dev1', 'm', textOf(128 * KB));
    expect((await answer(client)).length).toBe(128 * KB);
    expect(await answered).toEqual({ status: 200, payload: null });
    await expect(the.hub.invoke('dev1', 'm', textOf(128 * KB + 1))).rejects.toMatchObject({
      code: 'PNP_HUB_PAYLOAD_TOO_LARGE',
    });
    expect(await client.settled()).toEqual([]);
  });

  it('of 128 KB goes to the device over REST, a byte more is answered 413', async () => {
    await using client = await listening();
    const answered = rest(the.hub, 'POST', METHODS, { methodName: 'm', payload: textOf(128 * KB) });
    expect((await answer(client)).length).toBe(128 * KB);
    expect((await answered).status).toBe(200);
    const body = { methodName: 'm', payload: textOf(128 * KB + 1) };
    expect(await rest(the.hub, 'POST', METHODS, body)).toMatchObject({
      status: 413,
      body: expect.stringMatching(/ErrorCode:MessageTooLarge;/u),
    });
    expect(await client.settled()).toEqual([]);
  });
});

describe('a response', () => {
  it('of 128 KB comes back, a byte more is an error of the device', async () => {
    await using client = await listening();
    const whole = the.hub.invoke('dev1', 'm');
    await answer(client, JSON.stringify(textOf(128 * KB)));
    expect(await whole).toEqual({ status: 200, payload: textOf(128 * KB) });
    const refused = expect(the.hub.invoke('dev1', 'm')).rejects.toMatchObject({
      code: 'PNP_HUB_METHOD_RESPONSE_INVALID',
    });
    await answer(client, JSON.stringify(textOf(128 * KB + 1)));
    await refused;
    const answered = rest(the.hub, 'POST', METHODS, { methodName: 'm' });
    await answer(client, JSON.stringify(textOf(128 * KB + 1)));
    expect((await answered).status).toBe(502);
    expect(the.hub.twin('dev1').connectionState).toBe('connected');
  });

  it("of 128 KB comes back from Microsoft's client", async () => {
    await using device = await azureClient(the.hub);
    device.client.onDeviceMethod('m', (_request, response) => {
      response.send(200, textOf(128 * KB), () => {});
    });
    await subscribed(the.events, 'methods');
    const { payload } = await the.hub.invoke('dev1', 'm');
    expect(payload).toBe(textOf(128 * KB));
  });
});

describe('the time for an answer', () => {
  it.each([
    ['30 s when nothing is said', undefined, 30_000],
    ['as long as is said, 300 s at most', 300_000, 300_000],
    ['shorter than IoT Hub has it, in code', 1, 1],
  ])('is %s', async (_what, timeoutMs, expectedMs) => {
    await using client = await listening();
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    const late = the.hub.invoke('dev1', 'late', null, options);
    await client.expect('publish');
    the.clock.advance(expectedMs - 1);
    expect(await client.settled()).toEqual([]);
    const failed = expect(late).rejects.toMatchObject({ code: 'PNP_HUB_METHOD_TIMEOUT' });
    the.clock.advance(1);
    await failed;
  });

  it.each([0, -1, 300_001, Number.NaN])('is not %i ms', async (timeoutMs) => {
    await using _client = await listening();
    await expect(the.hub.invoke('dev1', 'm', null, { timeoutMs })).rejects.toMatchObject({
      code: 'PNP_HUB_METHOD_TIMEOUT_INVALID',
    });
  });

  it.each([
    [undefined, 30],
    [5, 5],
    [300, 300],
  ])('over REST is %s, and 504 with 504101 behind it', async (seconds, expected) => {
    await using client = await listening();
    const body = { methodName: 'late', responseTimeoutInSeconds: seconds };
    const late = rest(the.hub, 'POST', METHODS, body);
    await client.expect('publish');
    the.clock.advance(expected * 1000 - 1);
    expect(await client.settled()).toEqual([]);
    the.clock.advance(1);
    const reply = await late;
    expect(reply.status).toBe(504);
    expect(reply.body).toContain('504101');
  });

  it.each([4, 301, 0])('over REST is not %i s: 400', async (responseTimeoutInSeconds) => {
    await using client = await listening();
    const body = { methodName: 'm', responseTimeoutInSeconds };
    expect(await rest(the.hub, 'POST', METHODS, body)).toMatchObject({
      status: 400,
      body: expect.stringMatching(/ErrorCode:ArgumentInvalid;/u),
    });
    expect(await client.settled()).toEqual([]);
  });
});

describe('the name of a method', () => {
  it('has 1 to 128 characters, none a control character', async () => {
    await using client = await listening();
    const sent = the.hub.invoke('dev1', 'n'.repeat(128));
    await answer(client);
    await sent;
    for (const name of ['n'.repeat(129), '', 'a\nb']) {
      await expect(the.hub.invoke('dev1', name)).rejects.toMatchObject({
        code: 'PNP_HUB_METHOD_NAME_INVALID',
      });
      expect((await rest(the.hub, 'POST', METHODS, { methodName: name })).status).toBe(400);
    }
    expect(await client.settled()).toEqual([]);
  });
});

describe('a device that does not listen to methods', () => {
  it('or is away gets none: in code an error, over REST 404 with 404103', async () => {
    const missed = async (): Promise<void> => {
      await expect(the.hub.invoke('dev1', 'm')).rejects.toMatchObject({
        code: 'PNP_HUB_DEVICE_OFFLINE',
      });
      const reply = await rest(the.hub, 'POST', METHODS, { methodName: 'm' });
      expect(reply.status).toBe(404);
      expect(reply.body).toContain('404103');
    };
    await missed();
    await using client = await MqttTestClient.connected(the.hub);
    await missed();
    await client.subscribe('$iothub/methods/POST/#');
    const sent = the.hub.invoke('dev1', 'm');
    await answer(client);
    expect(await sent).toEqual({ status: 200, payload: null });
  });
});
