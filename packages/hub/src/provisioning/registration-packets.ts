import type { IPublishPacket, ISubscribePacket, IUnsubscribePacket, Packet } from 'mqtt-packet';
import type { Json } from '@iotpnp/model';
import type { Violation, Wire } from '../mqtt/mqtt-gate.js';
import { decodeJson } from '../state/json-text.js';
import type { DpsAnswer } from './dps-error.js';
import type { Registrant } from './judge-registration.js';
import type { Provisioning } from './provisioning.js';

const ANSWERS = '$dps/registrations/res/#';
const REGISTER = /^\$dps\/registrations\/PUT\/iotdps-register\/\?(.*)$/su;
const POLL = /^\$dps\/registrations\/GET\/iotdps-get-operationstatus\/\?(.*)$/su;
const MAX_BODY_BYTES = 128 * 1024;
const SUBSCRIPTION_REFUSED = 0x80;

/** Turns the packets of a device that is being provisioned into calls on the service, and answers them. */
export class RegistrationPackets {
  readonly #registrant: Registrant;
  readonly #provisioning: Provisioning;
  readonly #wire: Wire;
  #listens = false;

  constructor(registrant: Registrant, provisioning: Provisioning, wire: Wire) {
    this.#registrant = registrant;
    this.#provisioning = provisioning;
    this.#wire = wire;
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
      default:
        return `a ${packet.cmd} packet, which a device does not send here`;
    }
  }

  #published(packet: IPublishPacket): Violation {
    if (packet.qos === 2) return 'a publish at QoS 2';
    const payload = Buffer.from(packet.payload);
    if (payload.length > MAX_BODY_BYTES) return 'a registration above 128 KB';
    const register = REGISTER.exec(packet.topic)?.[1];
    const poll = POLL.exec(packet.topic)?.[1];
    const query = register ?? poll;
    if (query === undefined) return 'a publish to a topic that is not of a registration';
    if (packet.qos === 1) this.#wire.send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
    const answer =
      register === undefined
        ? this.#provisioning.poll(this.#registrant, valueIn(query, 'operationId'))
        : this.#provisioning.register(this.#registrant, bodyOf(payload));
    this.#respond(valueIn(query, '$rid'), answer);
    return undefined;
  }

  #respond(rid: string, { status, body, retryAfterSeconds }: DpsAnswer): void {
    if (!this.#listens) return;
    const pause = retryAfterSeconds === undefined ? '' : `&retry-after=${retryAfterSeconds}`;
    const topic = `$dps/registrations/res/${status}/?$rid=${rid}${pause}`;
    const payload = JSON.stringify(body);
    this.#wire.send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  }

  #subscribe({ messageId, subscriptions }: ISubscribePacket): Violation {
    const granted = subscriptions.map(({ topic, qos }) => {
      if (topic !== ANSWERS) return SUBSCRIPTION_REFUSED;
      this.#listens = true;
      return qos === 0 ? 0 : 1;
    });
    this.#wire.send({ cmd: 'suback', messageId: messageId ?? 0, granted });
    return undefined;
  }

  #unsubscribe({ messageId, unsubscriptions }: IUnsubscribePacket): Violation {
    if (unsubscriptions.includes(ANSWERS)) this.#listens = false;
    this.#wire.send({ cmd: 'unsuback', messageId: messageId ?? 0, granted: [] });
    return undefined;
  }
}

/** Clients may send no body, or a space. */
function bodyOf(payload: Buffer): Json | undefined {
  const text = payload.toString('utf8').trim();
  return text === '' ? null : decodeJson(text);
}

/** As it stands in the topic: it goes back as it came. */
function valueIn(query: string, name: string): string {
  const start = `${name}=`;
  const pair = query.split('&').find((each) => each.startsWith(start));
  return pair === undefined ? '' : pair.slice(start.length);
}
