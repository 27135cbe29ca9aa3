import type { MqttBase } from 'azure-iot-mqtt-base';
import { describe, expect, it } from 'vitest';
import { MqttSockets } from './mqtt-sockets.js';

const TO_DEVICE = 'devices/dev1/messages/devicebound/%24.mid=1';

/** An mqtt.js client as far as it is reached into; what it did, in order. */
class FakeClient {
  connected = true;
  readonly did: unknown[] = [];
  readonly stream = { destroy: () => this.did.push('destroyed') };
  handleMessage: (packet: object, done: (error?: Error) => void) => void = () => {};
  _sendPacket({ messageId }: { messageId: number }): void {
    this.did.push(messageId);
  }
  emit(event: string): void {
    this.did.push(event);
  }
  /** A PUBLISH comes in. True when mqtt.js would acknowledge it by itself. */
  receive(messageId: number, topic = TO_DEVICE, qos = 1): { payload: Uint8Array; acked: boolean } {
    const payload = Buffer.from('x');
    let acked: boolean | undefined;
    this.handleMessage({ qos, topic, payload, messageId }, (error) => {
      acked = error === undefined;
    });
    if (acked === undefined) throw new Error('the packets behind it would wait');
    return { payload, acked };
  }
}

function sockets(): { connect: () => FakeClient; made: MqttSockets } {
  const base = { mqttProvider: { connect: () => new FakeClient() } };
  const made = new MqttSockets(base as unknown as MqttBase);
  return { connect: () => base.mqttProvider.connect(), made };
}

describe('acknowledgements', () => {
  it('wait for the app, and keep the order of arrival', () => {
    const { connect, made } = sockets();
    const client = connect();
    const messages = [1, 2, 3].map((id) => client.receive(id));
    expect(messages.map(({ acked }) => acked)).toEqual([false, false, false]);
    const [first, second, third] = messages.map(({ payload }) => made.claim(payload));
    second?.();
    expect(client.did).toEqual([]);
    first?.();
    expect(client.did).toEqual([1, 2]);
    third?.();
    third?.();
    expect(client.did).toEqual([1, 2, 3]);
  });

  it('belong to whoever claims first', () => {
    const { connect, made } = sockets();
    const client = connect();
    const { payload } = client.receive(1);
    const first = made.claim(payload);
    made.claim(payload)();
    expect(client.did).toEqual([]);
    first();
    expect(client.did).toEqual([1]);
  });

  it('are not sent over a connection that is gone, nor over the next one', () => {
    const { connect, made } = sockets();
    const client = connect();
    const acknowledge = made.claim(client.receive(1).payload);
    client.connected = false;
    const next = connect();
    acknowledge();
    expect([client.did, next.did]).toEqual([[], []]);
  });

  it.each([
    ['a twin answer', '$iothub/twin/res/200/?$rid=1', 0],
    ['a method', '$iothub/methods/POST/m/?$rid=1', 1],
    ['a message at most once', TO_DEVICE, 0],
  ])('are left to mqtt.js for %s', (_, topic, qos) => {
    expect(sockets().connect().receive(1, topic, qos).acked).toBe(true);
  });

  it('of module inputs wait too', () => {
    const topic = 'devices/dev1/modules/mod1/inputs/in1/';
    expect(sockets().connect().receive(1, topic).acked).toBe(false);
  });
});

it('destroyed means the socket that is there and those still to come', () => {
  const { connect, made } = sockets();
  const client = connect();
  made.destroy();
  expect(client.did).toEqual(['destroyed', 'outgoingEmpty']);
  expect(connect().did).toEqual(['destroyed', 'outgoingEmpty']);
});
