import { beforeEach, expect, it } from 'vitest';
import { FileUpload } from './file-upload.js';
import { Room } from './room.js';

const LIMIT = 100;

let room: Room;
let upload: FileUpload;

beforeEach(() => {
  room = new Room(LIMIT);
  upload = new FileUpload({ name: 'a', expiresAt: 0, room });
});

function bytes(size: number): Buffer {
  return Buffer.alloc(size, 'x');
}

/** What is left of the room, which stays as it is. */
function left(): number {
  let size = LIMIT;
  while (!room.take(size)) size -= 1;
  room.take(-size);
  return size;
}

it('is the blocks of the last list, in its order, once it has ended', () => {
  upload.putBlock('Mg==', Buffer.from('two'));
  upload.putBlock('MQ==', Buffer.from('one'));
  upload.putBlock('Mw==', Buffer.from('three'));
  expect(upload.commit(['MQ==', 'Mg==', 'MQ=='])).toBeUndefined();
  expect(upload.end()?.toString()).toBe('onetwoone');
  expect(left()).toBe(LIMIT);
});

it('takes the same list again, and one with more blocks', () => {
  upload.putBlock('MQ==', Buffer.from('one'));
  expect(upload.commit(['MQ=='])).toBeUndefined();
  expect(upload.commit(['MQ=='])).toBeUndefined();
  upload.putBlock('Mg==', Buffer.from('two'));
  expect(upload.commit(['MQ==', 'Mg=='])).toBeUndefined();
  expect(upload.end()?.toString()).toBe('onetwo');
});

it('refuses a list with a block that was not put, and keeps those that were', () => {
  upload.putBlock('MQ==', Buffer.from('one'));
  expect(upload.commit(['MQ==', 'Mg=='])).toBe('unknown-block');
  expect(upload.commit(['MQ=='])).toBeUndefined();
});

it('of one piece is the last one put', () => {
  upload.putBlock('MQ==', bytes(LIMIT));
  expect(upload.put(bytes(60))).toBeUndefined();
  expect(upload.put(Buffer.from('last'))).toBeUndefined();
  expect(left()).toBe(LIMIT - 4);
  expect(upload.end()?.toString()).toBe('last');
});

it('that was never committed is no file, and one of nothing is', () => {
  upload.putBlock('MQ==', bytes(1));
  expect(upload.end()).toBeUndefined();
  const empty = new FileUpload({ name: 'b', expiresAt: 0, room });
  empty.commit([]);
  expect(empty.end()).toEqual(Buffer.alloc(0));
});

it('counts blocks that are put, in place of those they replace', () => {
  expect(upload.putBlock('MQ==', bytes(60))).toBeUndefined();
  expect(upload.putBlock('MQ==', bytes(70))).toBeUndefined();
  expect(upload.putBlock('Mg==', bytes(31))).toBe('too-large');
  expect(upload.putBlock('Mg==', bytes(30))).toBeUndefined();
  expect(left()).toBe(0);
});

it('counts a block as often as it is listed', () => {
  upload.putBlock('MQ==', bytes(40));
  expect(upload.commit(['MQ==', 'MQ==', 'MQ=='])).toBe('too-large');
  expect(upload.commit(['MQ==', 'MQ=='])).toBeUndefined();
  expect(left()).toBe(20);
});

it('counts what is committed until the next list, also where its blocks are put anew', () => {
  upload.putBlock('MQ==', bytes(40));
  upload.commit(['MQ==']);
  upload.putBlock('MQ==', bytes(40));
  expect(left()).toBe(20);
  expect(upload.putBlock('MQ==', bytes(40))).toBe('too-large');
  upload.commit(['MQ==']);
  expect(left()).toBe(60);
});

it.each(['', 'no base64!', 'x'.repeat(89)])('takes no block of the id %j', (blockId) => {
  expect(upload.putBlock(blockId, bytes(1))).toBe('invalid-block');
});
