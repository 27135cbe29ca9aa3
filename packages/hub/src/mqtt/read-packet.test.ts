import { generate, parser, type IPublishPacket, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { readPacket } from './read-packet.js';

const PUBLISH: IPublishPacket = {
  cmd: 'publish',
  topic: 'devices/dev1/messages/events/k=\u00fc\u{1F600}',
  payload: Buffer.from('{"temperature":21.5}'),
  qos: 1,
  messageId: 0xfffe,
  dup: true,
  retain: true,
};

/** What the library makes of the same bytes. */
function byLibrary(frame: Buffer): Packet | Error | undefined {
  let read: Packet | Error | undefined;
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => (read = packet));
  reader.on('error', (error) => (read = error));
  reader.parse(frame);
  return read;
}

function fields(packet: Packet | Error | undefined) {
  if (packet instanceof Error || packet?.cmd !== 'publish') return packet;
  const { topic, payload, qos, dup, retain, messageId = 0 } = packet;
  return { topic, payload: Buffer.from(payload), qos, dup, retain, messageId };
}

describe('readPacket', () => {
  it.each([
    PUBLISH,
    { ...PUBLISH, qos: 0, dup: false, messageId: 0 } as const,
    { ...PUBLISH, qos: 2, retain: false } as const,
    { ...PUBLISH, payload: Buffer.alloc(0) },
    { ...PUBLISH, payload: Buffer.alloc(20_000, 7) },
    { ...PUBLISH, payload: Buffer.alloc(200_000, 7) },
    { ...PUBLISH, topic: 'x'.repeat(65_535) },
  ])('reads a publish as the library does', (packet) => {
    const frame = generate(packet);
    expect(fields(readPacket(frame))).toEqual(fields(packet));
    expect(fields(readPacket(frame))).toEqual(fields(byLibrary(frame)));
  });

  it('reads any other packet', () => {
    expect(readPacket(generate({ cmd: 'pingreq' }))).toMatchObject({ cmd: 'pingreq' });
    const puback = generate({ cmd: 'puback', messageId: 77 });
    expect(readPacket(puback)).toMatchObject({ cmd: 'puback', messageId: 77 });
  });

  it.each([
    ['a topic longer than the packet', [0x30, 4, 0, 9, 65, 66]],
    ['no room for a topic', [0x30, 1, 0]],
    ['no message id', [0x32, 3, 0, 1, 65]],
    ['half a message id', [0x32, 4, 0, 1, 65, 0]],
    ['QoS 3', [0x36, 5, 0, 1, 65, 0, 1]],
    ['no packet type', [0x00, 0]],
    ['a reserved packet type', [0xf0, 0]],
    ['flags that a PINGREQ has not', [0xc1, 0]],
    ['a SUBSCRIBE of nothing', [0x82, 0]],
    ['a PUBACK without its message id', [0x40, 0]],
    ['a SUBSCRIBE with half a message id', [0x82, 1, 0]],
  ])('throws at %s', (_what, bytes) => {
    expect(() => readPacket(Buffer.from(bytes))).toThrow(/./u);
  });
});
