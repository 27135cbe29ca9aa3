import { describe, expect, it } from 'vitest';
import { FrameCutter, MAX_FRAME_BYTES } from './frames.js';

function publish(bytes: number): Buffer {
  const length: number[] = [];
  for (let rest = bytes; length.length === 0 || rest > 0; rest = Math.floor(rest / 128)) {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  }
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bytes, 7)]);
}

describe('FrameCutter', () => {
  it('cuts several packets out of one chunk', () => {
    const packets = [publish(0), publish(127), publish(128), publish(20_000)];
    expect([...new FrameCutter().push(Buffer.concat(packets))]).toEqual(packets);
  });

  it('puts packets together that come byte by byte', () => {
    const packets = [publish(3), publish(300)];
    const cutter = new FrameCutter();
    const cut: Buffer[] = [];
    for (const byte of Buffer.concat(packets)) cut.push(...cutter.push(Buffer.from([byte])));
    expect(cut).toEqual(packets);
  });

  it('refuses a packet by its length, before its bytes have come', () => {
    const header = publish(MAX_FRAME_BYTES + 1).subarray(0, 5);
    expect(() => [...new FrameCutter().push(header)]).toThrow(/too large/u);
  });

  it('refuses a length of five bytes', () => {
    const header = Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]);
    expect(() => [...new FrameCutter().push(header)]).toThrow(/malformed/u);
  });
});
