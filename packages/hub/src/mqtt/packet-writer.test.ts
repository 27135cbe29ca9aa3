import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { generate, type IPublishPacket, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { PacketWriter } from './packet-writer.js';

/** Remembers what it was given to write; `takes` is whether the far side takes it. */
function socket(takes = true) {
  const writes: Buffer[] = [];
  const duplex = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      writes.push(chunk);
      if (takes) done();
    },
  });
  return { duplex, writes };
}

const puback = (messageId: number): Packet => ({ cmd: 'puback', messageId });
const publish = (bytes: number): IPublishPacket => {
  const payload = Buffer.alloc(bytes);
  return { cmd: 'publish', topic: 't', payload, qos: 0, dup: false, retain: false };
};

describe('PacketWriter', () => {
  it('writes the packets of one turn at its end, in order, in one write', async () => {
    const { duplex, writes } = socket();
    const writer = new PacketWriter(duplex);
    const packets = [puback(1), publish(10), puback(0xffff)];
    for (const packet of packets) writer.write(packet);
    expect(writes).toEqual([]);
    await setImmediate();
    expect(writes).toEqual([Buffer.concat(packets.map((packet) => generate(packet)))]);
  });

  it('writes what is flushed at once, and nothing of it again', async () => {
    const { duplex, writes } = socket();
    const writer = new PacketWriter(duplex);
    writer.write(puback(1));
    writer.flush();
    expect(writes).toEqual([generate(puback(1))]);
    await setImmediate();
    expect(writes).toHaveLength(1);
  });

  it('writes again in a later turn', async () => {
    const { duplex, writes } = socket();
    const writer = new PacketWriter(duplex);
    writer.write(puback(1));
    await setImmediate();
    writer.write(puback(2));
    await setImmediate();
    expect(writes).toEqual([generate(puback(1)), generate(puback(2))]);
  });

  it('does not gather without end', () => {
    const { duplex, writes } = socket();
    const writer = new PacketWriter(duplex);
    for (let at = 0; at < 5; at += 1) writer.write(publish(4000));
    expect(writes).toHaveLength(1);
  });

  it('counts what was gathered and what the far side has not taken', () => {
    const { duplex } = socket(false);
    const writer = new PacketWriter(duplex);
    writer.write(puback(1));
    expect(writer.unsentBytes).toBe(4);
    writer.flush();
    writer.write(puback(2));
    expect(writer.unsentBytes).toBe(8);
  });
});
