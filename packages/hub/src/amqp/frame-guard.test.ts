import rhea from 'rhea';
import { beforeEach, describe, expect, it } from 'vitest';
import { Malformed } from './encoded.js';
import { FrameGuard } from './frame-guard.js';

const HEADER = Buffer.from([...Buffer.from('AMQP'), 0, 1, 0, 0]);
const [TRUE, FALSE, NULL, EMPTY_LIST] = [0x41, 0x42, 0x40, 0x45];
const MESSAGE = rhea.message.encode({ body: 'hello' });

let guard: FrameGuard;

beforeEach(() => {
  guard = new FrameGuard();
});

function push(...bytes: Buffer[]): readonly Buffer[] {
  return [...guard.push(Buffer.concat(bytes))];
}

function frame(body: Buffer | readonly number[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.writeUInt8(2, 4);
  return Buffer.concat([head, Buffer.from(body)]);
}

/** A performative whose fields are written already. */
function performative(code: number, ...fields: (number | readonly number[])[]): readonly number[] {
  const content = fields.flat();
  return [0, 0x53, code, 0xd0, 0, 0, 0, 4 + content.length, 0, 0, 0, fields.length, ...content];
}

function uint(value: number): readonly number[] {
  const bytes = Buffer.alloc(5, 0x70);
  bytes.writeUInt32BE(value, 1);
  return [...bytes];
}

/** A piece of a message on link 0. */
function transfer(payload: Buffer, more: boolean): Buffer {
  const tag = [0xa0, 1, 1];
  const head = performative(0x14, uint(0), uint(0), tag, uint(0), FALSE, more ? TRUE : FALSE);
  return frame(Buffer.concat([Buffer.from(head), payload]));
}

describe('the guard', () => {
  it('cuts headers and frames out of whatever pieces they come in', () => {
    const frames = [
      HEADER,
      frame(performative(0x18)),
      frame([]),
      HEADER,
      frame([0, 0x53, 0x17, EMPTY_LIST]),
    ];
    const found: Buffer[] = [];
    for (const byte of Buffer.concat(frames)) found.push(...push(Buffer.from([byte])));
    expect(found).toEqual(frames);
    expect(push(...frames)).toEqual(frames);
  });

  it('lets messages through that come in pieces', () => {
    const pieces = [transfer(MESSAGE.subarray(0, 5), true), transfer(MESSAGE.subarray(5), false)];
    expect(push(...pieces)).toEqual(pieces);
  });

  it('takes open frames of 512 bytes and a second, and none below', () => {
    const open = (maxFrame: number, idle: number): Buffer =>
      frame(performative(0x10, [0xa1, 1, 0x61], NULL, uint(maxFrame), NULL, uint(idle)));
    expect(push(open(512, 1000))).toHaveLength(1);
    expect(() => push(open(511, 1000))).toThrow(Malformed);
    guard = new FrameGuard();
    expect(() => push(open(512, 999))).toThrow(Malformed);
  });

  it.each<[string, Buffer]>([
    ['a frame above 64 KB', Buffer.from([0, 1, 0, 1, 2, 0, 0, 0])],
    ['a frame below its own head', Buffer.from([0, 0, 0, 7, 2, 0, 0, 0])],
    ['a frame whose content begins behind it', Buffer.from([0, 0, 0, 8, 3, 0, 0, 0])],
    ['a performative there is not', frame(performative(0x19))],
    ['more fields than there are', frame(performative(0x17, NULL, NULL))],
    ['a text where a number is due', frame(performative(0x16, [0xa1, 1, 0x61]))],
    ['bytes behind a performative', frame([...performative(0x18), 1])],
    [
      'an acknowledgement of all messages ever',
      frame(performative(0x15, TRUE, uint(0), uint(0xffffffff))),
    ],
    [
      'more credit than there are messages',
      frame(
        performative(0x13, NULL, uint(1), uint(1), uint(1), uint(0), uint(0), uint(0xffffffff)),
      ),
    ],
    ['a message with a section there is not', transfer(Buffer.from([0, 0x53, 0x79, NULL]), false)],
    ['a message that is not whole', transfer(MESSAGE.subarray(0, -1), false)],
  ])('does not let %s through', (_what, bytes) => {
    expect(() => push(bytes)).toThrow(Error);
  });

  it('does not keep a message above 1 MB, nor one of endless empty pieces', () => {
    const piece = transfer(Buffer.alloc(60_000), true);
    expect(() => {
      for (let number = 0; number < 18; number += 1) push(piece);
    }).toThrow(Malformed);
    guard = new FrameGuard();
    const empty = transfer(Buffer.alloc(0), true);
    expect(() => {
      for (let number = 0; number < 10_000; number += 1) push(empty);
    }).toThrow(Malformed);
  });

  it('forgets what it kept of messages that are whole', () => {
    const pieces = [transfer(MESSAGE.subarray(0, 5), true), transfer(MESSAGE.subarray(5), false)];
    for (let number = 0; number < 20_000; number += 1) expect(push(...pieces)).toHaveLength(2);
  });
});
