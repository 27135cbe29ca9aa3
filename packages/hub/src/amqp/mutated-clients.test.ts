import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import rhea, { type Connection, type EventContext } from 'rhea';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import {
  amqpContextOf,
  askNode,
  connectInProcess,
  dialInProcess,
  proveOwner,
} from '../../test/in-process-back-end.js';
import { RecordingLink } from '../../test/recording-link.js';
import { HubState } from '../state/hub-state.js';
import type { AmqpContext } from './amqp-context.js';

const CLIENTS = 300;
const TURNS = 4;
const HEADER = Buffer.from('AMQP');
/** What stands where it changes most: nothing, everything, and the codes of types. */
const TELLING = [0x00, 0x40, 0x41, 0x43, 0x45, 0x70, 0xc0, 0xd0, 0xf0, 0xff];

let clock: FakeClock;
let state: HubState;
let context: AmqpContext;

beforeEach(() => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
  context = amqpContextOf(state);
});
afterEach(() => {
  state.close();
  expect(clock.armed).toBe(0);
});

/** A bit of everything that back ends do. */
async function converse(connection: Connection): Promise<void> {
  await proveOwner(connection, state);
  const read = { operation: 'READ', type: 'com.microsoft:eventhub' };
  await askNode(connection, '$management', read, '[]');
  const events = connection.open_receiver('iothub-ehub-local/ConsumerGroups/one/Partitions/3');
  await once(events, 'message');
  const feedback = connection.open_receiver({
    source: '/messages/serviceBound/feedback',
    autoaccept: false,
  });
  const devicebound = connection.open_sender('/messages/devicebound');
  const to = '/devices/dev1/messages/devicebound';
  const body: unknown = rhea.message.data_section(Buffer.alloc(2000));
  devicebound.send({ to, body, ttl: 1, application_properties: { 'iothub-ack': 'full' } });
  await once(devicebound, 'accepted');
  clock.advance(1);
  const [{ delivery }] = (await once(feedback, 'message')) as [EventContext];
  delivery?.release();
  events.drain_credit();
  events.close();
  connection.close();
  await once(connection, 'connection_close');
}

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let value = seed;
  return (below) => {
    value = (Math.imul(value, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((value / 0x80000000) * below);
  };
}

function mutated(bytes: Buffer, from: number, random: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let edits = 1 + random(4); edits > 0; edits -= 1) {
    const at = from + random(copy.length - from - 4);
    if (random(3) === 0) copy.writeUInt32BE([0, 1, 0x7fffffff, 0xffffffff][random(4)] ?? 0, at);
    else copy[at] = random(2) === 0 ? random(256) : (TELLING[random(TELLING.length)] ?? 0);
  }
  return copy;
}

it('whatever is wrong in what clients send, nobody else notices, and nothing is left of it', async () => {
  const link = new RecordingLink();
  const device = state.attach({ target: 'dev1', protocol: 'mqtt', cleanSession: true }, link);
  if (typeof device === 'string') throw new Error(device);
  for (let number = 0; number < 20; number += 1) {
    device.telemetry({ systemProperties: {}, properties: {}, payload: Buffer.from('x') });
  }
  const { connection, sent } = await dialInProcess(context);
  await converse(connection);
  const conversation = Buffer.concat(sent);
  const plain = conversation.indexOf(HEADER, HEADER.length); // behind the SASL it begins with
  const random = numbers(20_300_101);
  for (let client = 0; client < CLIENTS; client += 1) {
    const bytes = mutated(conversation, plain, random);
    const [near, far] = duplexPair();
    near.resume().on('error', () => {});
    connectInProcess(far, context);
    near.write(bytes.subarray(0, plain));
    for (let turns = 0; turns < TURNS; turns += 1) await turn();
    for (let at = plain; at < bytes.length && !far.destroyed;) {
      const end = at + 1 + random(400);
      near.write(bytes.subarray(at, end));
      at = end;
      if (random(3) === 0) await turn();
    }
    for (let turns = 0; turns < TURNS; turns += 1) await turn();
    clock.advance(random(2_000));
    near.destroy();
    far.destroy();
    await turn();
  }
  state.outbox.purge('dev1');
  const last = await dialInProcess(context);
  await converse(last.connection);
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toEqual([]);
}, 60_000);
