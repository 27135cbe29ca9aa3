import type { Message } from 'rhea';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AmqpTestClient } from '../../test/amqp-test-client.js';
import { FakeClock } from '../../test/fake-clock.js';
import { ownerToken } from '../../test/service-token.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

let clock: FakeClock;
let hub: Hub;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
});
afterEach(() => hub.close());

/** A message that has expired, whose sender wants to know. */
function expire(messageId: string): void {
  hub.sendToDevice('dev1', 'x', { messageId, ack: 'full', expiresAt: new Date(clock.now()) });
}

function idsOf({ body }: Message): readonly string[] {
  const { content } = body as { content: Buffer };
  const records = JSON.parse(content.toString()) as { originalMessageId: string }[];
  return records.map(({ originalMessageId }) => originalMessageId);
}

const SETTLED = 1;
const UNSETTLED = 0;

it.each([
  ['that asks for settled messages gets each once', SETTLED, ['m2']],
  ['that settles nothing within a minute gets it again', UNSETTLED, ['m1', 'm2']],
])('a receiver %s', async (_what, snd_settle_mode, expected) => {
  await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
  const receiver = await client.receiver('/messages/serviceBound/feedback', { snd_settle_mode });
  expire('m1');
  const first = await receiver.next();
  expect(idsOf(first.message)).toEqual(['m1']);
  expect((first.delivery as { remote_settled?: boolean }).remote_settled).toBe(
    snd_settle_mode === SETTLED,
  );
  clock.advance(60_000);
  expire('m2');
  expect(idsOf((await receiver.next()).message)).toEqual(expected);
});
