import { describe, expect, it } from 'vitest';
import { FrameCutter, MAX_FRAME_BYTES } from './frames.js';

function publish(bytes: number): Buffer {
  const length: number[] = [];
  for (let rest = bytes; length.length === 0 || rest > 0; rest = Math.floor(rest / 128)) {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  }
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bytes, 7)]);
}

function cut(cutter: FrameCutter, chunk: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  cutter.push(chunk, (frame) => frames.push(frame));
  return frames;
}

describe('FrameCutter', () => {
  it('cuts several packets out of one chunk', () => {
    const packets = [publish(0), publish(127), publish(128), publish(20_000)];
    expect(cut(new FrameCutter(), Buffer.concat(packets))).toEqual(packets);
  });

  it('puts packets together that come byte by byte', () => {
    const packets = [publish(3), publish(300)];
    const cutter = new FrameCutter();
    const bytes = Array.from(Buffer.concat(packets), (byte) => Buffer.from([byte]));
    expect(bytes.flatMap((byte) => cut(cutter, byte))).toEqual(packets);
  });

  it.each([1, 2, 3, 100, 1000])('cuts packets out of chunks of %i bytes', (size) => {
    const packets = [publish(0), publish(900), publish(1), publish(40_000), publish(300)];
    const stream = Buffer.concat(packets);
    const starts = Array.from({ length: Math.ceil(stream.length / size) }, (_, at) => at * size);
    const cutter = new FrameCutter();
    expect(starts.flatMap((at) => cut(cutter, stream.subarray(at, at + size)))).toEqual(packets);
  });

  it('refuses a packet by its length, before its bytes have come', () => {
    const header = publish(MAX_FRAME_BYTES + 1).subarray(0, 5);
    expect(() => cut(new FrameCutter(), header)).toThrow(/too large/u);
  });

  it('refuses a length of five bytes', () => {
    const header = Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]);
    expect(() => cut(new FrameCutter(), header)).toThrow(/malformed/u);
  });
});
