import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { stopOnSignals } from './on-signals.js';
import { createStop } from './stop.js';

function listening() {
  const process = new EventEmitter();
  const stop = createStop();
  const state = { time: 0, forced: 0 };
  const force = () => {
    state.forced += 1;
  };
  const unlisten = stopOnSignals(stop, { process, now: () => state.time, force });
  return { process, stop, state, unlisten };
}

it('the first signal asks to stop', () => {
  const { process, stop } = listening();
  expect(stop.signal.aborted).toBe(false);
  process.emit('SIGTERM');
  expect(stop.signal.aborted).toBe(true);
});

it('one within a second is the same Ctrl-C delivered again; a later one forces', () => {
  const { process, state } = listening();
  process.emit('SIGINT');
  state.time = 999;
  process.emit('SIGINT');
  expect(state.forced).toBe(0);
  state.time = 1_000;
  process.emit('SIGTERM');
  expect(state.forced).toBe(1);
});

it('listens no more when told so', () => {
  const { process, unlisten } = listening();
  unlisten();
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(0);
});
