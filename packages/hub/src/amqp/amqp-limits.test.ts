import { once } from 'node:events';
import rhea, { type EventContext, type Message, type Receiver } from 'rhea';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AmqpTestClient } from '../../test/amqp-test-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { ownerToken } from '../../test/service-token.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const FEEDBACK = '/messages/serviceBound/feedback';

let clock: FakeClock;
let hub: Hub;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
});
afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

/** Opens links to nothing that are refused, and never lets one of them go. */
function clingingTo({ connection }: AmqpTestClient): (links: number) => Promise<void> {
  const session = connection.create_session();
  Object.assign(session, { on_detach: () => {} });
  session.begin();
  let number = 0;
  return async (links) => {
    let last: Receiver | undefined;
    for (let opened = 0; opened < links; opened += 1) {
      number += 1;
      last = session.open_receiver({ name: `link-${number}`, source: { address: 'nowhere' } });
    }
    if (last !== undefined) await once(last, 'receiver_open');
  };
}

describe('the links of a client', () => {
  it('are 16 until it has shown a token, those it was refused and holds on to included', async () => {
    const client = await AmqpTestClient.open(hub);
    const cling = clingingTo(client);
    await cling(16);
    expect(client.connection.is_open()).toBe(true);
    await Promise.race([cling(1), client.gone]);
    expect(await client.gone).toBeUndefined();
  });

  it('are 256 then', async () => {
    const client = await AmqpTestClient.proved(hub, ownerToken(hub)); // it has two
    const cling = clingingTo(client);
    await cling(254);
    expect(client.connection.is_open()).toBe(true);
    await Promise.race([cling(1), client.gone]);
    expect(await client.gone).toBeUndefined();
  });

  it('are as many one after the other as it likes, when it lets go of them', async () => {
    await using client = await AmqpTestClient.open(hub);
    for (let number = 0; number < 40; number += 1) {
      await expect(client.receiver(FEEDBACK)).rejects.toThrow();
    }
    expect(await client.putToken(ownerToken(hub))).toBe(200);
  });
});

it('a client has 64 sessions at most', async () => {
  const { connection, gone } = await AmqpTestClient.open(hub);
  const begin = (): Promise<unknown> => {
    const session = connection.create_session();
    session.begin();
    return once(session, 'session_open');
  };
  for (let sessions = 0; sessions < 64; sessions += 1) await begin();
  expect(connection.is_open()).toBe(true);
  await Promise.race([begin(), gone]);
  expect(await gone).toBeUndefined();
});

describe('an answer of $cbs', () => {
  function request(id: string, replyTo: string): Message {
    return {
      message_id: id,
      reply_to: replyTo,
      application_properties: { operation: 'none' },
      body: '',
    };
  }

  it('is kept for a client without credit, 100 of them on all its links', async () => {
    await using client = await AmqpTestClient.open(hub);
    const sender = await client.sender('$cbs');
    const names = ['even', 'odd'];
    const heard: string[] = [];
    client.connection.on('message', ({ message }: EventContext) => {
      heard.push(String(message?.correlation_id));
    });
    const links: Receiver[] = [];
    for (const address of names) {
      links.push(await client.receiver('$cbs', { target: { address } }));
    }
    for (let number = 0; number < 102; number += 1) {
      const sent = request(String(number), names[number % 2] ?? '');
      expect(await client.send(sender, sent)).toBe('accepted');
    }
    for (const link of links) link.add_credit(200);
    while (heard.length < 100) await once(client.connection, 'message');
    await client.send(sender, request('last', 'odd'));
    while (!heard.includes('last')) await once(client.connection, 'message');
    const kept = Array.from({ length: 100 }, (_, number) => String(number));
    expect(new Set(heard)).toEqual(new Set([...kept, 'last']));
    expect(heard).toHaveLength(101);
  });

  it.each<[string, Message['message_id']]>([
    ['a text of more than 128 characters', 'x'.repeat(129)],
    ['bytes, more than 128', rhea.types.wrap_binary(Buffer.alloc(129)) as unknown as string],
  ])('is given to no request whose id is %s', async (_what, id) => {
    await using client = await AmqpTestClient.open(hub);
    const sender = await client.sender('$cbs');
    const sent = { ...request('', 'replies'), message_id: id };
    expect(await client.send(sender, sent as Message)).toMatchObject({
      condition: 'com.microsoft:argument-error',
    });
    expect(await client.send(sender, request('x'.repeat(128), 'replies'))).toBe('accepted');
  });
});
