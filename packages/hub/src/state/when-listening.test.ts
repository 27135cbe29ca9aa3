import { beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { RecordingLink } from '../../test/recording-link.js';
import { HubState } from './hub-state.js';
import { whenListening } from './when-listening.js';

let clock: FakeClock;
let state: HubState;

beforeEach(() => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
});

function attach() {
  const device = state.attach(
    { target: 'dev1', protocol: 'mqtt', cleanSession: false },
    new RecordingLink(),
  );
  if (typeof device === 'string') throw new Error(device);
  return device;
}

function waiting(timeoutMs: number, signal = new AbortController().signal) {
  let isOver = false;
  const over = whenListening(state, 'dev1', { kind: 'methods', timeoutMs, signal }).finally(() => {
    isOver = true;
  });
  return { over, isOver: () => isOver };
}

it('ends when the target subscribes, not when it only connects', async () => {
  const { over, isOver } = waiting(1000);
  const device = attach();
  device.subscribe('desired');
  await Promise.resolve();
  expect(isOver()).toBe(false);
  device.subscribe('methods');
  await over;
});

it('ends when a session goes on that had subscribed, and only after the call that brought it in', async () => {
  const device = attach();
  device.subscribe('methods');
  device.detach('by-device');
  const { over, isOver } = waiting(1000);
  attach();
  expect(isOver()).toBe(false);
  await over;
});

it('ends with the time, and at once when there is none', async () => {
  const { over, isOver } = waiting(1000);
  clock.advance(999);
  await Promise.resolve();
  expect(isOver()).toBe(false);
  clock.advance(1);
  await over;
  await waiting(0).over;
});

it('rejects with the reason of the signal', async () => {
  const gone = new AbortController();
  const { over } = waiting(1000, gone.signal);
  gone.abort(new Error('gone'));
  await expect(over).rejects.toThrow('gone');
});
