import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import rhea, { type Message } from 'rhea';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AmqpTestClient } from '../../test/amqp-test-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { nextEvent } from '../../test/next-event.js';
import { ownerKey, ownerToken } from '../../test/service-token.js';
import type { HubEvent } from '../hub-event.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const DEVICEBOUND = '/messages/devicebound';
const FEEDBACK = '/messages/serviceBound/feedback';

let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  events = hub.events();
});
afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

function message(fields: Partial<Message> = {}): Message {
  return { to: '/devices/dev1/messages/devicebound', body: 'x', ...fields };
}

describe('a connection', () => {
  it('reaches nothing but $cbs before it has shown a token', async () => {
    await using client = await AmqpTestClient.open(hub);
    const refused = { condition: 'amqp:unauthorized-access' };
    await expect(client.sender(DEVICEBOUND)).rejects.toMatchObject(refused);
    await expect(client.receiver(FEEDBACK)).rejects.toMatchObject(refused);
    expect(await client.putToken(ownerToken(hub))).toBe(200);
    expect(await client.send(await client.sender(DEVICEBOUND), message())).toBe('accepted');
  });

  it.each<[string, () => string, string]>([
    ['no token', () => 'bearer me', 'token-invalid'],
    ['an expired token', () => ownerToken(hub, { expiresAt: clock.now() }), 'token-expired'],
    ['a token for another hub', () => ownerToken(hub, { resource: 'elsewhere' }), 'wrong-resource'],
    ['a token with another key', () => ownerToken(hub, { key: 'AAAA' }), 'signature-mismatch'],
    ['a token of no policy', () => ownerToken(hub, { policy: 'nobody' }), 'policy-unknown'],
    [
      "an Event Hubs token signed as IoT Hub's",
      () => ownerToken(hub, { resource: `sb://${hub.hostName}/iothub-ehub-local` }),
      'signature-mismatch',
    ],
  ])('that shows %s is answered 401, and that is an event', async (_what, token, reason) => {
    await using client = await AmqpTestClient.open(hub);
    expect(await client.putToken(token())).toBe(401);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason });
    await expect(client.sender(DEVICEBOUND)).rejects.toMatchObject({
      condition: 'amqp:unauthorized-access',
    });
  });

  it.each(['sb', 'SB', 'amqps'])('takes Event Hubs tokens for %s://', async (scheme) => {
    const key = Buffer.from(ownerKey(hub)).toString('base64'); // the text of the key is the key
    const resource = `${scheme}://${hub.hostName.toUpperCase()}/IOTHUB-ehub-local/$management`;
    await using client = await AmqpTestClient.open(hub);
    expect(await client.putToken(ownerToken(hub, { resource, key }))).toBe(200);
    await client.receiver('$management');
    await expect(client.receiver(FEEDBACK)).rejects.toMatchObject({
      condition: 'amqp:unauthorized-access',
    });
  });

  it('reaches what its tokens are for, each as long as it is good', async () => {
    const narrow = (resource: string, seconds: number): string =>
      ownerToken(hub, { resource, expiresAt: clock.now() + seconds * 1000 });
    await using client = await AmqpTestClient.open(hub);
    await client.putToken(narrow(`${hub.hostName}/messages/serviceBound/feedback`, 60));
    await client.putToken(narrow(`${hub.hostName}/devices/dev1`, 600));
    const refused = { condition: 'amqp:unauthorized-access' };
    await expect(client.sender(DEVICEBOUND)).rejects.toMatchObject(refused);
    await client.receiver(FEEDBACK);
    clock.advance(60_000);
    await expect(client.receiver(FEEDBACK)).rejects.toMatchObject(refused);
  });

  it('ends with its last token', async () => {
    await using client = await AmqpTestClient.open(hub);
    await client.putToken(ownerToken(hub, { expiresAt: clock.now() + 60_000 }));
    await client.putToken(ownerToken(hub, { expiresAt: clock.now() + 120_000 }));
    const sender = await client.sender(DEVICEBOUND);
    clock.advance(119_999);
    expect(await client.send(sender, message())).toBe('accepted');
    clock.advance(1);
    expect(await client.gone).toMatchObject({ condition: 'amqp:unauthorized-access' });
  });

  it('that shows no token for 15 s is let go', async () => {
    const client = await AmqpTestClient.open(hub);
    clock.advance(15_000);
    expect(await client.gone).toBeUndefined();
  });

  it('ends with the hub', async () => {
    const client = await AmqpTestClient.proved(hub, ownerToken(hub));
    await hub.restart({ sessions: 'keep' });
    expect(await client.gone).toBeUndefined();
  });

  it.each([
    ['the key', (): string => ownerKey(hub), 'iothubowner'],
    ['a token', (): string => ownerToken(hub), 'iothubowner@sas.root.localhost'],
  ])('is let in by SASL PLAIN with %s', async (_what, password, username) => {
    await using client = await AmqpTestClient.open(hub, { username, password: password() });
    expect(await client.send(await client.sender(DEVICEBOUND), message())).toBe('accepted');
  });

  it.each([
    ['a wrong key', 'iothubowner', 'AAAA'],
    ['a policy there is not', 'nobody', 'AAAA'],
  ])('is not let in by SASL PLAIN with %s', async (_what, username, password) => {
    const client = await AmqpTestClient.open(hub, { username, password });
    await client.gone;
    expect(client.connection.is_open()).toBe(false);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'signature-mismatch' });
  });
});

describe('a message to a device', () => {
  it('is there when it is accepted, with ids that came as uuids', async () => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const id = '00000000-0000-4000-8000-00000000000a';
    const sent = message({ message_id: rhea.string_to_uuid(id) });
    expect(await client.send(await client.sender(DEVICEBOUND), sent)).toBe('accepted');
    expect(hub.pendingMessages('dev1')).toBe(1);
    clock.advance(3_600_000);
    expect(await nextEvent(events, 'message-expired')).toMatchObject({ messageId: id });
  });

  it('lives as long as its header or its expiry says', async () => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const sender = await client.sender(DEVICEBOUND);
    await client.send(sender, message({ message_id: 'm1', ttl: 2000 }));
    const absolute_expiry_time = new Date(clock.now() + 1000);
    await client.send(sender, message({ message_id: 'm2', ttl: 2000, absolute_expiry_time }));
    clock.advance(1000);
    expect(await nextEvent(events, 'message-expired')).toMatchObject({ messageId: 'm2' });
    clock.advance(1000);
    expect(await nextEvent(events, 'message-expired')).toMatchObject({ messageId: 'm1' });
  });

  it.each([
    ['a device there is not', { to: '/devices/nobody/messages/devicebound' }, 'amqp:not-found'],
    ['nobody', { to: undefined }, 'amqp:not-found'],
    ['a module', { to: '/devices/dev1/modules/mod1/messages/devicebound' }, 'amqp:not-allowed'],
    [
      'a device, with a body above 64 KB',
      { body: 'x'.repeat(65_600) },
      'amqp:link:message-size-exceeded',
    ],
    ['a device, with a body of no bytes', { body: { a: 1 } }, 'com.microsoft:argument-error'],
    [
      'a device, with a property of no name',
      { application_properties: { '': 'x' } },
      'com.microsoft:argument-error',
    ],
  ])('for %s is rejected', async (_whom, fields, condition) => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const sent = message(fields as Partial<Message>);
    expect(await client.send(await client.sender(DEVICEBOUND), sent)).toMatchObject({ condition });
    expect(hub.pendingMessages('dev1')).toBe(0);
  });
});

describe('feedback', () => {
  /** A message that has expired, whose sender wants to know. */
  function expire(messageId: string): void {
    hub.sendToDevice('dev1', 'x', { messageId, ack: 'full', expiresAt: new Date(clock.now()) });
  }

  function idsOf({ body }: Message): readonly string[] {
    const { content } = body as { content: Buffer };
    const records = JSON.parse(content.toString()) as { originalMessageId: string }[];
    return records.map(({ originalMessageId }) => originalMessageId);
  }

  it('comes 64 at once at most, each once', async () => {
    const ids = Array.from({ length: 70 }, (_, number) => `m${number}`);
    for (const id of ids) expire(id);
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const receiver = await client.receiver(FEEDBACK);
    const batches: (readonly string[])[] = [];
    for (const _ of [1, 2]) {
      const { message: arrived, delivery } = await receiver.next();
      delivery.accept();
      batches.push(idsOf(arrived));
    }
    expect(batches).toEqual([ids.slice(0, 64), ids.slice(64)]);
    expire('last');
    expect(idsOf((await receiver.next()).message)).toEqual(['last']);
  });

  it('that is released comes again, that is rejected does not', async () => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const receiver = await client.receiver(FEEDBACK);
    expire('m1');
    (await receiver.next()).delivery.release();
    const again = await receiver.next();
    expect(idsOf(again.message)).toEqual(['m1']);
    again.delivery.reject();
    expire('m2');
    expect(idsOf((await receiver.next()).message)).toEqual(['m2']);
  });

  it('that its receiver took along unsettled is for the next', async () => {
    const first = await AmqpTestClient.proved(hub, ownerToken(hub));
    expire('m1');
    await (await first.receiver(FEEDBACK)).next();
    await first[Symbol.asyncDispose]();
    await using second = await AmqpTestClient.proved(hub, ownerToken(hub));
    expect(idsOf((await (await second.receiver(FEEDBACK)).next()).message)).toEqual(['m1']);
  });
});

describe('the place of telemetry', () => {
  it.each([
    'messages/events',
    '/messages/events/$management',
    'amqps://localhost/messages/events/',
  ])('%s redirects to the Event Hubs-compatible endpoint', async (address) => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const rest = address.endsWith('$management') ? '/$management' : '';
    await expect(client.receiver(address)).rejects.toMatchObject({
      condition: 'amqp:link:redirect',
      info: {
        hostname: 'localhost',
        port: hub.port,
        address: `amqps://localhost:${hub.port}/iothub-ehub-local${rest}`,
      },
    });
  });

  it.each([
    'iothub-ehub-local/ConsumerGroups/$Default/Partitions/4',
    'elsewhere/ConsumerGroups/$Default/Partitions/0',
    'iothub-ehub-local',
    '',
  ])('is not at %j', async (address) => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    await expect(client.receiver(address)).rejects.toMatchObject({ condition: 'amqp:not-found' });
  });

  it('gives credit back that a reader drains', async () => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const address = 'iothub-ehub-local/ConsumerGroups/$Default/Partitions/0';
    const receiver = await client.receiver(address);
    receiver.add_credit(10);
    const drained = once(receiver, 'receiver_drained');
    receiver.drain_credit();
    await drained;
  });

  it('has five readers of a consumer group and partition at most', async () => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const address = 'iothub-ehub-local/ConsumerGroups/one/Partitions/0';
    for (const _ of [1, 2, 3, 4, 5]) await client.receiver(address);
    await expect(client.receiver(address)).rejects.toMatchObject({
      condition: 'amqp:resource-limit-exceeded',
    });
    await client.receiver(address.replace('one', 'two'));
  });
});

describe('a client that sends what AMQP does not have', () => {
  const HEADER = Buffer.from([...Buffer.from('AMQP'), 0, 1, 0, 0]);

  async function dial(): Promise<TLSSocket> {
    const { port, ca } = hub;
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    return socket;
  }

  function frame(...body: number[]): Buffer {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + body.length);
    head.writeUInt8(2, 4);
    return Buffer.concat([head, Buffer.from(body)]);
  }

  it('is none that sends all at once, before it has heard that it is let in', async () => {
    const init = frame(0, 0x53, 0x41, 0xc0, 12, 1, 0xa3, 9, ...Buffer.from('ANONYMOUS'));
    init[5] = 1; // a frame of SASL
    const open = frame(0, 0x53, 0x10, 0xc0, 4, 1, 0xa1, 1, 0x61);
    const sasl = Buffer.from([...Buffer.from('AMQP'), 3, 1, 0, 0]);
    const socket = await dial();
    socket.write(Buffer.concat([sasl, init, HEADER, open]));
    const opened = Buffer.from([0x00, 0x53, 0x10]);
    let heard = Buffer.alloc(0);
    while (!heard.includes(opened)) {
      heard = Buffer.concat([heard, ...((await once(socket, 'data')) as [Buffer])]);
    }
    socket.destroy();
  });

  it('such as a message without its number loses its connection, and nobody else', async () => {
    await using client = await AmqpTestClient.open(hub);
    await client.sender('$cbs');
    const { socket } = client.connection as unknown as { socket: TLSSocket };
    const transfer = [0x00, 0x53, 0x14, 0xc0, 6, 3, 0x43, 0x40, 0xa0, 1, 0x01];
    socket.write(frame(...transfer, ...rhea.message.encode({ body: 'x' })));
    await once(socket, 'close');
    await using other = await AmqpTestClient.proved(hub, ownerToken(hub));
    expect(await other.send(await other.sender(DEVICEBOUND), message())).toBe('accepted');
  });

  it.each<[string, Buffer]>([
    ['AMQP 0-9-1', Buffer.from([...Buffer.from('AMQP'), 0, 0, 9, 1])],
    ['nonsense behind the header', Buffer.concat([HEADER, Buffer.from('GET / HTTP/1.1\r\n\r\n')])],
    ['a frame of 4 GB', Buffer.concat([HEADER, Buffer.from('fffffffe02000000', 'hex')])],
    ['an attach before anything else', Buffer.concat([HEADER, frame(0x00, 0x53, 0x12, 0x45)])],
    [
      'an array of four thousand million nothings',
      Buffer.concat([HEADER, frame(0, 0x53, 0x10, 0xf0, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xff, 0x40)]),
    ],
  ])('%s loses its connection, and nobody else', async (_what, bytes) => {
    await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
    const socket = await dial();
    socket.resume().write(bytes);
    await once(socket, 'close');
    expect(await client.send(await client.sender(DEVICEBOUND), message())).toBe('accepted');
  });
});
