import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { EventContext } from 'rhea';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import {
  amqpContextOf,
  dialInProcess,
  proveOwner,
  type InProcessBackEnd,
} from '../../test/in-process-back-end.js';
import { RecordingLink } from '../../test/recording-link.js';
import { HubState } from '../state/hub-state.js';

const TURNS = 20;
const MEGABYTE = 1024 * 1024;
/** The partition of `dev1`. */
const EVENTS = 'iothub-ehub-local/ConsumerGroups/one/Partitions/3';

let clock: FakeClock;
let state: HubState;
let client: InProcessBackEnd;

beforeEach(async () => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
  client = await dialInProcess(amqpContextOf(state));
  await proveOwner(client.connection, state);
});
afterEach(async () => {
  vi.useRealTimers();
  await lose(client);
  state.close();
  expect(clock.armed).toBe(0);
});

/** The connection, without a word. */
async function lose({ near, far }: InProcessBackEnd): Promise<void> {
  near.emit('end'); // all that the client's library listens to, or it leaves its timers
  near.destroy();
  far.destroy();
  await once(far, 'close');
}

function send(messages: number, bytes: number): void {
  const arrival = { target: 'dev1', protocol: 'mqtt', cleanSession: true } as const;
  const device = state.attach(arrival, new RecordingLink());
  if (typeof device === 'string') throw new Error(device);
  for (let sent = 0; sent < messages; sent += 1) {
    device.telemetry({ systemProperties: {}, properties: {}, payload: Buffer.alloc(bytes) });
  }
}

async function turns(): Promise<void> {
  for (let count = 0; count < TURNS; count += 1) await turn();
}

it('who does not read is sent no more than waits well, and the rest when it reads again', async () => {
  const receiver = client.connection.open_receiver({ source: EVENTS, credit_window: 100 });
  await once(receiver, 'receiver_open');
  const heard: unknown[] = [];
  receiver.on('message', ({ message }: EventContext) => heard.push(message));
  client.near.pause();
  send(60, 200_000);
  await turns();
  expect(client.far.destroyed).toBe(false);
  expect(client.far.writableLength).toBeLessThan(2 * MEGABYTE);
  expect(heard.length).toBeLessThan(60);
  client.near.resume();
  while (heard.length < 60) await once(receiver, 'message');
});

it('a reader that has gone is asked for nothing by the partition', async () => {
  const partition = state.messageLog.partitions[3];
  if (partition === undefined) throw new Error('no partition');
  let listening = 0;
  const listen = partition.onAppended.bind(partition);
  partition.onAppended = (listener) => {
    listening += 1;
    const stop = listen(listener);
    return () => {
      listening -= 1;
      stop();
    };
  };
  const receiver = client.connection.open_receiver(EVENTS);
  await once(receiver, 'receiver_open');
  expect(listening).toBe(1);
  receiver.close();
  await once(receiver, 'receiver_close');
  expect(listening).toBe(0);
});

it('no timer is left of a reader that asks for its credit, says goodbye and is lost, all at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const reader = await dialInProcess(amqpContextOf(state));
  await proveOwner(reader.connection, state);
  const receiver = reader.connection.open_receiver(EVENTS);
  await once(receiver, 'receiver_open');
  await turns();
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  reader.hold();
  receiver.drain_credit();
  reader.connection.close();
  await turn();
  reader.flush();
  await lose(reader);
  await turns();
  expect(vi.getTimerCount()).toBe(0);
});
