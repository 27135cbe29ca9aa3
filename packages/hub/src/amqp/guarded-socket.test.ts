import { once } from 'node:events';
import { duplexPair, type Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { GuardedSocket } from './guarded-socket.js';

const SASL_HEADER = Buffer.from([...Buffer.from('AMQP'), 3, 1, 0, 0]);
const [AMQP, SASL] = [0, 1];
const MECHANISM = [0, 0x53, 0x41, 0xc0, 4, 1, 0xa3, 1, 0x58];

let near: Duplex;
let far: Duplex;
let socket: GuardedSocket;
let heard: Buffer[];

beforeEach(() => {
  [near, far] = duplexPair();
  near.on('error', () => {});
  socket = new GuardedSocket(far);
  heard = [];
  socket.on('data', (frame: Buffer) => heard.push(frame));
});

function frameOf(type: number, ...body: readonly number[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.writeUInt8(2, 4);
  head.writeUInt8(type, 5);
  return Buffer.concat([head, Buffer.from(body)]);
}

const INIT = frameOf(SASL, ...MECHANISM);
const SIGN_OF_LIFE = frameOf(AMQP);

describe('the socket of a client', () => {
  it('takes nothing from it while a SASL step is under way, and then all in order', async () => {
    socket.receive(Buffer.concat([SASL_HEADER, INIT, SIGN_OF_LIFE, INIT, SIGN_OF_LIFE]));
    expect(heard).toEqual([SASL_HEADER, INIT]);
    expect(far.isPaused()).toBe(true);
    await turn();
    expect(heard).toEqual([SASL_HEADER, INIT, SIGN_OF_LIFE, INIT]);
    expect(far.isPaused()).toBe(true);
    await turn();
    expect(heard).toEqual([SASL_HEADER, INIT, SIGN_OF_LIFE, INIT, SIGN_OF_LIFE]);
    expect(far.isPaused()).toBe(false);
  });

  it.each([
    ['an empty frame of SASL', [SASL_HEADER, frameOf(SASL)]],
    ['more frames of SASL than a proof takes', [SASL_HEADER, ...Array<Buffer>(9).fill(INIT)]],
  ])('ends with %s', async (_what, frames) => {
    socket.receive(Buffer.concat(frames));
    for (let turns = 0; turns < frames.length; turns += 1) await turn();
    expect(far.destroyed).toBe(true);
  });

  it('keeps 8 MB for a client that does not read, and ends above that', () => {
    const megabyte = Buffer.alloc(1024 * 1024);
    for (let written = 0; written < 8; written += 1) socket.write(megabyte);
    expect(far.destroyed).toBe(false);
    socket.write(Buffer.alloc(1));
    expect(far.destroyed).toBe(true);
  });

  it('is congested above 512 KB, and tells when there is room again', async () => {
    const room = once(socket, 'room');
    socket.write(Buffer.alloc(512 * 1024));
    expect(socket.isCongested).toBe(false);
    socket.write(Buffer.alloc(1));
    expect(socket.isCongested).toBe(true);
    near.resume();
    await room;
    expect(socket.isCongested).toBe(false);
  });
});
