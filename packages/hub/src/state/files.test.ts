import { beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import type { FileUpload } from './file-upload.js';
import { HubState } from './hub-state.js';

const MB = 1024 * 1024;
const HOUR_MS = 3_600_000;

let clock: FakeClock;
let state: HubState;

beforeEach(() => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
  state.registry.addDevice('dev2');
});

function begin(name: string, deviceId = 'dev1'): FileUpload {
  const upload = state.files.begin(deviceId, name);
  if (upload === 'too-many') throw new Error(upload);
  return upload;
}

it('knows of a file when its device has told, not when it was written', () => {
  const upload = begin('a/b.txt');
  upload.put(Buffer.from('content'));
  expect(state.file('dev1', 'a/b.txt')).toBeUndefined();
  expect(state.files.complete('dev1', upload.correlationId, true)).toBe(true);
  expect(state.file('dev1', 'a/b.txt')?.toString()).toBe('content');
  expect(state.files.complete('dev1', upload.correlationId, true)).toBe(false);
});

it('has no file of an upload that failed, or that was never written', () => {
  const failed = begin('failed');
  failed.put(Buffer.from('x'));
  expect(state.files.complete('dev1', failed.correlationId, false)).toBe(true);
  expect(state.files.complete('dev1', begin('empty').correlationId, true)).toBe(true);
  expect(state.file('dev1', 'failed')).toBeUndefined();
  expect(state.file('dev1', 'empty')).toBeUndefined();
});

it('gives files away as copies', () => {
  const upload = begin('a');
  upload.put(Buffer.from('x'));
  state.files.complete('dev1', upload.correlationId, true);
  state.file('dev1', 'a')?.fill('y');
  expect(state.file('dev1', 'a')?.toString()).toBe('x');
});

it('lets nobody write but whom the place was given to', () => {
  const { secret } = begin('mine');
  const place = { deviceId: 'dev1', name: 'mine', secret };
  expect(state.files.upload(place)?.secret).toBe(secret);
  for (const other of [
    { ...place, secret: '' },
    { ...place, secret: `${secret}x` },
    { ...place, name: 'other' },
    { ...place, deviceId: 'dev2' },
  ]) {
    expect(state.files.upload(other)).toBeUndefined();
  }
  const theirs = begin('theirs', 'dev2');
  expect(state.files.complete('dev1', theirs.correlationId, true)).toBe(false);
});

it('keeps 100 MB of each device, what is under way included', () => {
  const block = Buffer.alloc(50 * MB);
  const first = begin('a');
  first.put(block);
  state.files.complete('dev1', first.correlationId, true);
  const second = begin('b');
  expect(second.putBlock('MQ==', block)).toBeUndefined();
  expect(second.putBlock('Mg==', Buffer.alloc(1))).toBe('too-large');
  expect(begin('a', 'dev2').put(block)).toBeUndefined();
  state.files.complete('dev1', second.correlationId, false);
  const instead = begin('a');
  expect(instead.put(block)).toBeUndefined();
  state.files.complete('dev1', instead.correlationId, true);
  expect(begin('c').put(block)).toBeUndefined();
});

it('forgets the files of a device that is made anew', () => {
  const done = begin('done');
  done.put(Buffer.from('x'));
  state.files.complete('dev1', done.correlationId, true);
  const { secret } = begin('a');
  state.recreate('dev1');
  expect(state.files.upload({ deviceId: 'dev1', name: 'a', secret })).toBeUndefined();
  expect(state.file('dev1', 'done')).toBeUndefined();
});

it('has at most 10,000 files of a device, empty ones too, and takes those that are there anew', () => {
  for (let count = 0; count < 9999; count += 1) {
    const upload = begin(`${count}`);
    upload.put(Buffer.alloc(0));
    state.files.complete('dev1', upload.correlationId, true);
  }
  begin('last');
  expect(state.files.begin('dev1', 'more')).toBe('too-many');
  begin('0');
  begin('more', 'dev2');
});

it('has at most 10 uploads of a device under way', () => {
  const uploads = Array.from({ length: 10 }, (_, at) => begin(`${at}`));
  expect(state.files.begin('dev1', 'more')).toBe('too-many');
  begin('more', 'dev2');
  state.files.complete('dev1', uploads[0]?.correlationId ?? '', false);
  begin('more');
  expect(state.files.begin('dev1', 'yet more')).toBe('too-many');
});

it('ends an upload after an hour, with the room it took', () => {
  const upload = begin('a');
  const { secret, correlationId } = upload;
  const place = { deviceId: 'dev1', name: 'a', secret };
  upload.put(Buffer.alloc(100 * MB));
  clock.advance(HOUR_MS - 1);
  expect(state.files.upload(place)).toBe(upload);
  clock.advance(1);
  expect(state.files.upload(place)).toBeUndefined();
  expect(state.files.complete('dev1', correlationId, true)).toBe(false);
  expect(begin('b').put(Buffer.alloc(100 * MB))).toBeUndefined();
});

it('is for devices', () => {
  state.registry.addModule('dev1/mod1');
  expect(() => state.file('dev1/mod1', 'a')).toThrow(
    expect.objectContaining({ code: 'PNP_HUB_TARGET_UNFIT' }),
  );
});

it('takes nothing for an upload that has ended, and keeps its room for others', () => {
  const upload = begin('a');
  expect(state.files.complete('dev1', upload.correlationId, false)).toBe(true);
  expect(upload.putBlock('MDE=', Buffer.alloc(60 * MB))).toBe('too-large');
  expect(upload.put(Buffer.alloc(60 * MB))).toBe('too-large');
  expect(begin('b').put(Buffer.alloc(60 * MB))).toBeUndefined();
});
