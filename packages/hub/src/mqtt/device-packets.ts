import type { IPublishPacket, ISubscribePacket, IUnsubscribePacket, Packet } from 'mqtt-packet';
import type { Json } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type { AttachedDevice } from '../state/attached-device.js';
import { decodeJson } from '../state/json-text.js';
import { MAX_MESSAGE_BYTES, sizeOfMessage } from '../state/message-limits.js';
import type { Refused } from '../state/twin-requests.js';
import { errorBody } from './error-body.js';
import type { Violation, Wire } from './mqtt-gate.js';
import type { MessageProperties } from './property-bag.js';
import { TelemetryTopics } from './telemetry-topics.js';
import { parseFilter, parseTopic, twinResponseTopic, type Published } from './topics.js';

const MAX_METHOD_BYTES = 128 * 1024;
const SUBSCRIPTION_REFUSED = 0x80;

/** Turns the packets of an accepted device into calls on the state core, and answers them. */
export class DevicePackets {
  readonly #device: AttachedDevice;
  readonly #clock: HubClock;
  readonly #wire: Pick<Wire, 'send'>;
  readonly #telemetryTopics: TelemetryTopics;

  constructor(device: AttachedDevice, clock: HubClock, wire: Pick<Wire, 'send'>) {
    this.#device = device;
    this.#clock = clock;
    this.#wire = wire;
    this.#telemetryTopics = new TelemetryTopics(device.target);
  }

  take(packet: Packet): Violation {
    switch (packet.cmd) {
      case 'publish':
        return this.#published(packet);
      case 'subscribe':
        return this.#subscribe(packet);
      case 'unsubscribe':
        return this.#unsubscribe(packet);
      case 'pingreq':
        this.#wire.send({ cmd: 'pingresp' });
        return undefined;
      case 'puback':
        this.#device.acknowledge(packet.messageId ?? 0);
        return undefined;
      default:
        return `a ${packet.cmd} packet, which a device does not send here`;
    }
  }

  #published(packet: IPublishPacket): Violation {
    if (packet.qos === 2) return 'a publish at QoS 2';
    const { messageId = 0 } = packet;
    const acknowledge =
      packet.qos === 0 ? undefined : () => this.#wire.send({ cmd: 'puback', messageId });
    const said = this.#telemetryTopics.read(packet.topic);
    if (said === 'malformed') return 'a property bag that is not percent-encoded';
    if (said !== undefined) return this.#telemetry(said, packet, acknowledge);
    const published = parseTopic(packet.topic);
    if (published === undefined) return "a publish to a topic that is not the device's";
    this.#route(published, Buffer.from(packet.payload));
    acknowledge?.();
    return undefined;
  }

  #route(published: Published, payload: Buffer): void {
    switch (published.to) {
      case 'twin-get':
        this.#readTwin(published.rid);
        break;
      case 'twin-report':
        this.#report(published.rid, payload);
        break;
      case 'method-response':
        this.#device.respond(published.callId, methodResponse(published.status, payload));
        break;
    }
  }

  #telemetry(
    { systemProperties, properties }: MessageProperties,
    packet: IPublishPacket,
    acknowledge?: () => void,
  ): Violation {
    // A copy: who keeps the message must not keep all that came with it.
    const message = { systemProperties, properties, payload: Buffer.from(packet.payload) };
    if (sizeOfMessage(message) > MAX_MESSAGE_BYTES) return 'a message above 256 KB';
    const marked = packet.retain
      ? { ...message, properties: { ...properties, 'mqtt-retain': 'true' } }
      : message;
    this.#device.telemetry(marked, acknowledge);
    return undefined;
  }

  #readTwin(rid: string): void {
    const outcome = this.#device.twin.read();
    if (outcome === 'unanswered') return;
    if (!outcome.accepted) return this.#respondRefused(rid, outcome);
    this.#respond(twinResponseTopic(200, rid), JSON.stringify(outcome.document));
  }

  #report(rid: string, payload: Buffer): void {
    const outcome = this.#device.twin.report(decodeJson(payload.toString('utf8')));
    if (outcome === 'unanswered') return;
    if (!outcome.accepted) return this.#respondRefused(rid, outcome);
    this.#respond(twinResponseTopic(204, rid, outcome.version), '');
  }

  #respondRefused(rid: string, { status, detail }: Refused): void {
    this.#respond(twinResponseTopic(status, rid), errorBody(status, detail, this.#clock.now()));
  }

  #respond(topic: string, payload: string): void {
    if (!this.#device.listensTo('twin-responses')) return;
    this.#device.twin.answer(() =>
      this.#wire.send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }),
    );
  }

  #subscribe({ messageId, subscriptions }: ISubscribePacket): Violation {
    const granted = subscriptions.map(({ topic, qos }) => {
      const kind = parseFilter(topic, this.#device.target);
      if (kind === undefined) return SUBSCRIPTION_REFUSED;
      const granting = qos === 0 ? 0 : 1;
      return this.#device.subscribe(kind, granting) ? granting : SUBSCRIPTION_REFUSED;
    });
    this.#wire.send({ cmd: 'suback', messageId: messageId ?? 0, granted });
    this.#device.deliverWaiting();
    return undefined;
  }

  #unsubscribe({ messageId, unsubscriptions }: IUnsubscribePacket): Violation {
    for (const filter of unsubscriptions) {
      const kind = parseFilter(filter, this.#device.target);
      if (kind !== undefined) this.#device.unsubscribe(kind);
    }
    this.#wire.send({ cmd: 'unsuback', messageId: messageId ?? 0, granted: [] });
    return undefined;
  }
}

function methodResponse(
  status: number,
  body: Buffer,
): { readonly status: number; readonly payload: Json } | 'invalid' {
  if (body.length > MAX_METHOD_BYTES) return 'invalid';
  const payload = body.length === 0 ? null : decodeJson(body.toString('utf8'));
  return payload === undefined ? 'invalid' : { status, payload };
}
