import type { JsonObject } from '@iotpnp/model';
import { judgeOf } from '../auth/judge-of.js';
import type { DisconnectReason } from '../hub-event.js';
import type { AttachedDevice } from '../state/attached-device.js';
import type { Delivery, DeviceLink, EndManner, MethodCall } from '../state/device-link.js';
import type { HubState } from '../state/hub-state.js';
import type { OutgoingMessage } from '../state/outgoing-message.js';
import { authenticate, refuse } from './authenticate.js';
import { DevicePackets } from './device-packets.js';
import { messageTopic } from './message-topic.js';
import type { MqttClient, MqttGate, Wire } from './mqtt-gate.js';
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
      const device = state.attach(arrival, deviceLink(wire));
      return typeof device === 'string'
        ? { ...refuse(device, NOT_NOW[device]), target: arrival.target }
        : deviceClient(device, { state, wire, expiresAt: arrival.tokenExpiresAt });
    },
    refused: ({ target, reason, detail }) => state.refused(target, reason, detail),
  };
}

/** A connected device, as the state core reaches it over MQTT. */
function deviceLink(wire: Wire): DeviceLink {
  const publish = (topic: string, payload: string): void =>
    wire.send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  return {
    desired: (patch: JsonObject) => publish(desiredTopic(patch['$version']), JSON.stringify(patch)),
    invoke: ({ name, callId, payload }: MethodCall) =>
      publish(methodTopic(name, callId), JSON.stringify(payload)),
    message(message: OutgoingMessage, { id, qos, again }: Delivery) {
      const topic = messageTopic(message);
      const identified = qos === 0 ? {} : { messageId: id };
      const { body: payload } = message;
      wire.send({ cmd: 'publish', topic, payload, qos, dup: again, retain: false, ...identified });
    },
    end: (_reason: DisconnectReason, manner: EndManner) => wire.end(manner),
  };
}

interface ClientParts {
  readonly state: HubState;
  readonly wire: Wire;
  readonly expiresAt: number | undefined;
}

/** A connected device, as its connection reaches it. */
function deviceClient(device: AttachedDevice, { state, wire, expiresAt }: ClientParts): MqttClient {
  const packets = new DevicePackets(device, state.clock, (packet) => wire.send(packet));
  return {
    sessionPresent: device.sessionPresent,
    expiresAt,
    welcomed: () => device.deliverWaiting(),
    take: (packet) => packets.take(packet),
    left: (reason, detail) => device.detach(reason, detail),
  };
}
