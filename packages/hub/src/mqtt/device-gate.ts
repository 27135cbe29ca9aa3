import type { JsonObject } from '@iotpnp/model';
import type { Packet } from 'mqtt-packet';
import { judgeOf } from '../auth/judge-of.js';
import type { DisconnectReason } from '../hub-event.js';
import type { AttachedDevice } from '../state/attached-device.js';
import type { Delivery, DeviceLink, EndManner, MethodCall } from '../state/device-link.js';
import type { HubState } from '../state/hub-state.js';
import type { OutgoingMessage } from '../state/outgoing-message.js';
import type { Arrival } from '../state/session.js';
import { authenticate } from './authenticate.js';
import { DevicePackets } from './device-packets.js';
import { messageTopic } from './message-topic.js';
import type { MqttClient, MqttGate, Violation, Wire } from './mqtt-gate.js';
import { refuse } from './refusal.js';
import { desiredTopic, methodTopic } from './topics.js';

const NOT_NOW = {
  'takeover-rate': 'several connections fight for one identity',
  throttled: 'too many new connections for the tier of the hub',
  unavailable: 'unavailable, as a fault',
} as const;

/** Lets devices and modules of the hub in. */
export function deviceGate(state: HubState, isOurs: (host: string) => boolean): MqttGate {
  return {
    isFor: () => true,
    admit(connect, wire, peer) {
      const verdict = authenticate(connect, peer, judgeOf(state, isOurs));
      if (!verdict.accepted) return verdict;
      const { arrival } = verdict;
      const device = state.attach(arrival, new WireLink(wire));
      return typeof device === 'string'
        ? { ...refuse(device, NOT_NOW[device]), target: arrival.target }
        : new DeviceClient(device, new DevicePackets(device, state.clock, wire), arrival);
    },
    refused: ({ target, reason, detail }) => state.refused(target, reason, detail),
  };
}

/** A connected device, as the state core reaches it over MQTT. */
class WireLink implements DeviceLink {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  desired(patch: JsonObject): void {
    this.#publish(desiredTopic(patch['$version']), JSON.stringify(patch));
  }

  invoke({ name, callId, payload }: MethodCall): void {
    this.#publish(methodTopic(name, callId), JSON.stringify(payload));
  }

  message(message: OutgoingMessage, { id, qos, again }: Delivery): void {
    const topic = messageTopic(message);
    const identified = qos === 0 ? {} : { messageId: id };
    const { body: payload } = message;
    const fields = { qos, dup: again && qos > 0, retain: false, ...identified };
    this.#wire.send({ cmd: 'publish', topic, payload, ...fields });
  }

  end(_reason: DisconnectReason, manner: EndManner): void {
    this.#wire.end(manner);
  }

  #publish(topic: string, payload: string): void {
    this.#wire.send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  }
}

/** A connected device, as its connection reaches it. */
class DeviceClient implements MqttClient {
  readonly sessionPresent: boolean;
  readonly expiresAt: number | undefined;
  readonly #device: AttachedDevice;
  readonly #packets: DevicePackets;

  constructor(device: AttachedDevice, packets: DevicePackets, { tokenExpiresAt }: Arrival) {
    this.sessionPresent = device.sessionPresent;
    this.expiresAt = tokenExpiresAt;
    this.#device = device;
    this.#packets = packets;
  }

  welcomed(): void {
    this.#device.deliverWaiting();
  }

  take(packet: Packet): Violation {
    return this.#packets.take(packet);
  }

  left(reason: DisconnectReason, detail?: string): void {
    this.#device.detach(reason, detail);
  }
}
