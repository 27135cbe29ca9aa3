import { expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { HubState } from './hub-state.js';
import type { FileAddress, FilePlace } from './files.js';

const MB = 1024 * 1024;

function filesOf() {
  const clock = new FakeClock(0);
  const state = new HubState(clock);
  state.registry.addDevice('dev1');
  state.registry.addDevice('dev2');
  const { files } = state;
  const begun = (name: string, deviceId = 'dev1') => {
    const { correlationId, secret } = files.begin(deviceId, name) as FilePlace;
    return { correlationId, place: { deviceId, name, secret } satisfies FileAddress };
  };
  return { clock, state, files, begun };
}

it('knows of a file when its device has told, not when it was written', () => {
  const { state, files, begun } = filesOf();
  const { correlationId, place } = begun('a/b.txt');
  files.putBlock(place, '1', Buffer.from('one '));
  files.putBlock(place, '2', Buffer.from('two'));
  expect(files.commit(place, ['1', '2'])).toBeUndefined();
  expect(state.file('dev1', 'a/b.txt')).toBeUndefined();
  expect(files.complete('dev1', correlationId, true)).toBeUndefined();
  expect(state.file('dev1', 'a/b.txt')?.toString()).toBe('one two');
  expect(files.mayWrite(place)).toBe(false);
  expect(files.complete('dev1', correlationId, true)).toBe('unknown');
});

it('has no file of an upload that failed, or that was never written', () => {
  const { state, files, begun } = filesOf();
  const failed = begun('failed');
  files.putBlock(failed.place, '1', Buffer.from('x'));
  files.commit(failed.place, ['1']);
  files.complete('dev1', failed.correlationId, false);
  const empty = begun('empty');
  files.complete('dev1', empty.correlationId, true);
  expect(state.file('dev1', 'failed')).toBeUndefined();
  expect(state.file('dev1', 'empty')).toBeUndefined();
});

it('lets nobody write but whom the place was given to', () => {
  const { files, begun } = filesOf();
  const { place } = begun('mine');
  for (const other of [
    { ...place, secret: '' },
    { ...place, secret: `${place.secret}x` },
    { ...place, name: 'other' },
    { ...place, deviceId: 'dev2' },
  ]) {
    expect(files.putBlock(other, '1', Buffer.from('x'))).toBe('forbidden');
    expect(files.commit(other, [])).toBe('forbidden');
  }
  const { correlationId } = begun('theirs', 'dev2');
  expect(files.complete('dev1', correlationId, true)).toBe('unknown');
});

it('refuses a list with a block that was not put, and keeps those that were', () => {
  const { files, begun } = filesOf();
  const { place } = begun('a');
  files.putBlock(place, '1', Buffer.from('x'));
  expect(files.commit(place, ['1', '2'])).toBe('unknown');
  expect(files.commit(place, ['1'])).toBeUndefined();
});

it('keeps 100 MB of a device, what is under way included, and frees what is forgotten', () => {
  const { state, files, begun } = filesOf();
  const { place } = begun('a');
  const block = Buffer.alloc(50 * MB);
  expect(files.putBlock(place, '1', block)).toBeUndefined();
  expect(files.putBlock(place, '1', block)).toBeUndefined(); // in place of the first
  expect(files.putBlock(place, '2', block)).toBeUndefined();
  expect(files.putBlock(place, '3', Buffer.alloc(1))).toBe('too-large');
  expect(files.putBlock(begun('a', 'dev2').place, '1', block)).toBeUndefined();
  state.recreate('dev1');
  expect(files.mayWrite(place)).toBe(false);
  expect(files.putBlock(begun('a').place, '1', block)).toBeUndefined();
});

it('has at most 10 uploads of a device under way, each for an hour', () => {
  const { clock, files, begun } = filesOf();
  const places = Array.from({ length: 10 }, (_, at) => begun(`${at}`));
  expect(files.begin('dev1', 'more')).toBe('too-many');
  begun('more', 'dev2');
  files.complete('dev1', places[0]?.correlationId as string, false);
  begun('more');
  expect(files.begin('dev1', 'yet more')).toBe('too-many');
  clock.advance(3_600_000);
  begun('yet more');
});
