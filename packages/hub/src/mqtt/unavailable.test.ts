import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { MqttTestClient } from '../../test/mqtt-test-client.js';
import { nextEvent } from '../../test/next-event.js';
import { temporaryFolder, type TemporaryFolder } from '../../test/temporary-folder.js';
import type { HubEvent } from '../hub-event.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const DEVICEBOUND = 'devices/dev1/messages/devicebound/#';
const METHODS = '$iothub/methods/POST/#';

let folder: TemporaryFolder;
let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  folder = await temporaryFolder();
  clock = new FakeClock();
  const dataDir = join(folder.path, 'data');
  await mkdir(dataDir);
  hub = await startHub({ port: 0, clock, dataDir });
  await hub.addDevice('dev1');
  events = hub.events();
});

afterEach(async () => {
  await hub.close();
  await folder[Symbol.asyncDispose]();
});

/** Takes the folder away, and gives it back. */
async function withoutFolder(work: () => Promise<void>): Promise<void> {
  const names = [join(folder.path, 'data'), join(folder.path, 'away')] as const;
  await rename(names[0], names[1]);
  await work();
  await rename(names[1], names[0]);
}

/** It is still there, and has sent nothing else. */
async function answers(client: MqttTestClient): Promise<void> {
  client.send({ cmd: 'pingreq' });
  await client.expect('pingresp');
}

describe('while nothing can be kept', () => {
  it('a subscription is refused, and the connection stays', async () => {
    await using client = await MqttTestClient.connected(hub);
    const subscriptions = [{ topic: METHODS, qos: 0 as const }];
    await withoutFolder(async () => {
      client.send({ cmd: 'subscribe', messageId: 2, subscriptions });
      expect(await client.expect('suback')).toMatchObject({ granted: [128] });
    });
    client.send({ cmd: 'subscribe', messageId: 3, subscriptions });
    expect(await client.expect('suback')).toMatchObject({ granted: [0] });
  });

  it('an end of a subscription, which has no other answer, closes, and says why', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe(METHODS);
    await withoutFolder(async () => {
      client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [METHODS] });
      await client.gone;
    });
    expect(await nextEvent(events, 'disconnected')).toMatchObject({
      reason: 'unavailable',
      detail: expect.stringContaining('cannot be written'),
    });
  });

  it('a message expires as ever, and no timer throws', async () => {
    hub.sendToDevice('dev1', 'x', { messageId: 'm1', ack: 'full' });
    await withoutFolder(async () => {
      clock.advance(3_600_000);
      expect(await nextEvent(events, 'message-expired')).toMatchObject({ messageId: 'm1' });
    });
    expect(hub.pendingMessages('dev1')).toBe(0);
  });

  it('a message waits, and one that is acknowledged comes again', async () => {
    await using first = await MqttTestClient.connected(hub);
    await first.subscribeAt(1, DEVICEBOUND);
    hub.sendToDevice('dev1', 'm1', { messageId: 'm1' });
    const { messageId } = await first.expect('publish');
    await withoutFolder(async () => {
      first.send({ cmd: 'puback', messageId: messageId ?? 0 });
      await answers(first);
      first.send({ cmd: 'disconnect' });
      await first.gone;
      await using second = await MqttTestClient.connected(hub);
      await answers(second);
    });
    await using third = await MqttTestClient.connected(hub);
    expect(await third.expect('publish')).toMatchObject({ qos: 1, dup: true });
  });
});

it('a message that came at QoS 1 comes again at QoS 0 with no mark of that', async () => {
  await using first = await MqttTestClient.connected(hub);
  await first.subscribeAt(1, DEVICEBOUND);
  hub.sendToDevice('dev1', 'm1');
  expect(await first.expect('publish')).toMatchObject({ qos: 1, dup: false });
  const unsubscriptions = [DEVICEBOUND];
  first.send({ cmd: 'unsubscribe', messageId: 3, unsubscriptions });
  await first.expect('unsuback');
  await using second = await MqttTestClient.connected(hub);
  await second.subscribeAt(0, DEVICEBOUND);
  expect(await second.expect('publish')).toMatchObject({ qos: 0, dup: false });
});
