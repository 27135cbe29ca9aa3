import type { TLSSocket } from 'node:tls';
import { generate, parser, type IConnectPacket, type Packet } from 'mqtt-packet';
import type { JsonObject } from '@iotpnp/model';
import type { DisconnectReason } from '../hub-event.js';
import type { AttachedDevice } from '../state/attached-device.js';
import type { Delivery, DeviceLink, EndManner, MethodCall } from '../state/device-link.js';
import type { HubState } from '../state/hub-state.js';
import type { OutgoingMessage } from '../state/outgoing-message.js';
import { authenticate, CONNACK, refuse, type Refusal } from './authenticate.js';
import { DevicePackets } from './device-packets.js';
import { FrameCutter } from './frames.js';
import { messageTopic } from './message-topic.js';
import { desiredTopic, methodTopic } from './topics.js';

/** A client that has not introduced itself by then is let go. */
const CONNECT_DEADLINE_MS = 15_000;
const MAX_SILENCE_MS = 1_767_000;
/** What may wait for a device that does not read. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

const NOT_NOW = {
  'takeover-rate': 'several connections fight for one identity',
  unavailable: 'unavailable, as a fault',
} as const;

/** What a connection needs of the hub it belongs to. */
export interface MqttContext {
  readonly state: HubState;
  readonly isOurs: (host: string) => boolean;
}

/** One device or module on MQTT 3.1.1, from its first packet to its last. */
export class MqttConnection implements DeviceLink {
  readonly #socket: TLSSocket;
  readonly #context: MqttContext;
  readonly #frames = new FrameCutter();
  readonly #parser = parser();
  readonly #timers = new Map<'connect' | 'keep-alive' | 'token', () => void>();
  #device: AttachedDevice | undefined;
  #packets: DevicePackets | undefined;
  #lastHeard: number;
  #fault: string | undefined;
  #ended = false;

  constructor(socket: TLSSocket, context: MqttContext) {
    this.#socket = socket;
    this.#context = context;
    this.#lastHeard = context.state.clock.now();
    this.#parser.on('packet', (packet) => this.#take(packet));
    this.#parser.on('error', (error: Error) => {
      throw error;
    });
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#fault = error.code ?? error.message;
    });
    socket.once('close', () => this.#close('link-lost', this.#fault));
    this.#arm('connect', CONNECT_DEADLINE_MS, () => this.#close('protocol-violation'));
  }

  /** Takes the next bytes. Whatever is wrong with them ends this connection and no other. */
  receive(chunk: Buffer): void {
    this.#lastHeard = this.#context.state.clock.now();
    try {
      for (const frame of this.#frames.push(chunk)) {
        if (this.#ended) return;
        this.#parser.parse(frame);
      }
    } catch (error) {
      this.#violation(error instanceof Error ? error.message : 'a malformed packet');
    }
  }

  desired(patch: JsonObject): void {
    this.#publish(desiredTopic(patch['$version']), JSON.stringify(patch));
  }

  invoke(call: MethodCall): void {
    this.#publish(methodTopic(call.name, call.callId), JSON.stringify(call.payload));
  }

  message(message: OutgoingMessage, { id, qos, again }: Delivery): void {
    const topic = messageTopic(message);
    const identified = qos === 0 ? {} : { messageId: id };
    const { body: payload } = message;
    this.#send({ cmd: 'publish', topic, payload, qos, dup: again, retain: false, ...identified });
  }

  end(_reason: DisconnectReason, manner: EndManner): void {
    this.#stop();
    if (manner === 'after-sending') this.#socket.destroySoon();
    else this.#socket.destroy();
  }

  #take(packet: Packet): void {
    if (packet.cmd === 'connect' && this.#packets === undefined) this.#connect(packet);
    else if (this.#packets === undefined) this.#violation('the first packet is no CONNECT');
    else if (packet.cmd === 'disconnect') this.#close('by-device');
    else {
      const violation = this.#packets.take(packet);
      if (violation !== undefined) this.#violation(violation);
    }
  }

  #connect(connect: IConnectPacket): void {
    const { state, isOurs } = this.#context;
    const find = (target: string) => state.registry.find(target);
    const verdict = authenticate(connect, { find, isOurs, now: state.clock.now() });
    if (!verdict.accepted) return this.#refuse(verdict);
    const { arrival } = verdict;
    const device = state.attach(arrival, this);
    if (typeof device === 'string') {
      return this.#refuse({ ...refuse(device, NOT_NOW[device]), target: arrival.target });
    }
    this.#device = device;
    this.#packets = new DevicePackets(device, state.clock, (packet) => this.#send(packet));
    this.#disarm('connect');
    const { sessionPresent } = device;
    this.#send({ cmd: 'connack', returnCode: CONNACK.accepted, sessionPresent });
    this.#watchSilence(silenceAllowed(connect.keepalive ?? 0));
    const tokenLeft = arrival.tokenExpiresAt - state.clock.now();
    this.#arm('token', tokenLeft, () => this.#close('token-expired'));
    device.deliverWaiting();
  }

  #refuse({ target, reason, detail, returnCode }: Refusal): void {
    this.#context.state.refused(target, reason, detail);
    this.#send({ cmd: 'connack', returnCode, sessionPresent: false });
    this.#stop();
    this.#socket.destroySoon();
  }

  #watchSilence(allowedMs: number): void {
    const silence = this.#context.state.clock.now() - this.#lastHeard;
    if (silence >= allowedMs) return this.#close('keep-alive');
    this.#arm('keep-alive', allowedMs - silence, () => this.#watchSilence(allowedMs));
  }

  #violation(detail: string): void {
    this.#close('protocol-violation', detail);
  }

  #close(reason: DisconnectReason, detail?: string): void {
    this.#stop();
    this.#socket.destroy();
    this.#device?.detach(reason, detail);
  }

  /** Nothing is sent or heard from now on. */
  #stop(): void {
    for (const name of this.#timers.keys()) this.#disarm(name);
    this.#ended = true;
  }

  #publish(topic: string, payload: string): void {
    this.#send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  }

  #send(packet: Packet): void {
    if (this.#ended) return;
    this.#socket.write(generate(packet));
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) this.#close('too-slow');
  }

  #arm(name: 'connect' | 'keep-alive' | 'token', delayMs: number, run: () => void): void {
    this.#timers.set(name, this.#context.state.clock.after(delayMs, run));
  }

  #disarm(name: 'connect' | 'keep-alive' | 'token'): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}

/** One and a half keep-alive periods, and never more than IoT Hub's longest; 0 asks for that. */
function silenceAllowed(keepaliveSeconds: number): number {
  return keepaliveSeconds === 0
    ? MAX_SILENCE_MS
    : Math.min(keepaliveSeconds * 1500, MAX_SILENCE_MS);
}
