import type { Duplex } from 'node:stream';
import type { IConnectPacket, Packet } from 'mqtt-packet';
import type { HubClock } from '../clock.js';
import type { DisconnectReason } from '../hub-event.js';
import type { EndManner } from '../state/device-link.js';
import { isUnavailable } from '../state/is-unavailable.js';
import { FrameCutter } from './frames.js';
import type { MqttClient, MqttGate, Peer, Wire } from './mqtt-gate.js';
import { PacketWriter } from './packet-writer.js';
import { readPacket } from './read-packet.js';
import { CONNACK } from './refusal.js';

/** A client that has not introduced itself by then is let go. */
const CONNECT_DEADLINE_MS = 15_000;
const MAX_SILENCE_MS = 1_767_000;
/** What may wait for a device that does not read. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/** How long the last packets may take: to who does not read they would never get out. */
const GOODBYE_MS = 5000;

type TimerName = 'connect' | 'keep-alive' | 'token' | 'goodbye';

/** What a connection needs of the hub it belongs to. */
export interface MqttContext {
  readonly clock: HubClock;
  /** Asked in this order; the last takes what no other does. */
  readonly gates: readonly MqttGate[];
}

/** One client on MQTT 3.1.1, from its first packet to its last. */
export class MqttConnection implements Wire {
  readonly #socket: Duplex;
  readonly #context: MqttContext;
  readonly #peer: Peer;
  readonly #frames = new FrameCutter();
  readonly #writer: PacketWriter;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #takeFrame = (frame: Buffer): void => {
    if (!this.#ended) this.#take(readPacket(frame));
  };
  #client: MqttClient | undefined;
  #lastHeard: number;
  #fault: string | undefined;
  #ended = false;

  constructor(socket: Duplex, context: MqttContext, peer: Peer) {
    this.#socket = socket;
    this.#context = context;
    this.#peer = peer;
    this.#writer = new PacketWriter(socket);
    this.#lastHeard = context.clock.now();
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#fault = error.code ?? error.message;
    });
    socket.once('close', () => this.#close('link-lost', this.#fault));
    this.#arm('connect', CONNECT_DEADLINE_MS, () => this.#close('protocol-violation'));
  }

  /** Takes the next bytes. Whatever is wrong with them ends this connection and no other. */
  receive(chunk: Buffer): void {
    this.#lastHeard = this.#context.clock.now();
    try {
      this.#frames.push(chunk, this.#takeFrame);
    } catch (error) {
      if (isUnavailable(error)) this.#close('unavailable', error.message);
      else this.#violation(error instanceof Error ? error.message : 'a malformed packet');
    }
  }

  send(packet: Packet): void {
    if (this.#ended) return;
    this.#writer.write(packet);
    if (this.#writer.unsentBytes > MAX_UNSENT_BYTES) this.#close('too-slow');
  }

  end(manner: EndManner): void {
    this.#stop();
    if (manner === 'after-sending') this.#endAfterSending();
    else this.#socket.destroy();
  }

  #take(packet: Packet): void {
    if (this.#client === undefined) {
      if (packet.cmd === 'connect') this.#connect(packet);
      else this.#violation('the first packet is no CONNECT');
    } else if (packet.cmd === 'disconnect') this.#close('by-device');
    else {
      const violation = this.#client.take(packet);
      if (violation !== undefined) this.#violation(violation);
    }
  }

  #connect(connect: IConnectPacket): void {
    const gate = gateFor(connect, this.#context);
    if (gate === undefined) return this.#refuse(CONNACK.notAuthorized);
    const client = gate.admit(connect, this, this.#peer);
    if ('accepted' in client) {
      gate.refused(client);
      return this.#refuse(client.returnCode);
    }
    this.#client = client;
    this.#disarm('connect');
    this.send({
      cmd: 'connack',
      returnCode: CONNACK.accepted,
      sessionPresent: client.sessionPresent,
    });
    this.#watchSilence(silenceAllowed(connect.keepalive ?? 0));
    if (client.expiresAt !== undefined) this.#endAt(client.expiresAt);
    client.welcomed();
  }

  #endAt(tokenExpiresAt: number): void {
    const left = tokenExpiresAt - this.#context.clock.now();
    this.#arm('token', left, () => this.#close('token-expired'));
  }

  #refuse(returnCode: number): void {
    this.send({ cmd: 'connack', returnCode, sessionPresent: false });
    this.#stop();
    this.#endAfterSending();
  }

  #watchSilence(allowedMs: number): void {
    const silence = this.#context.clock.now() - this.#lastHeard;
    if (silence >= allowedMs) return this.#close('keep-alive');
    this.#arm('keep-alive', allowedMs - silence, () => this.#watchSilence(allowedMs));
  }

  #violation(detail: string): void {
    this.#close('protocol-violation', detail);
  }

  #close(reason: DisconnectReason, detail?: string): void {
    this.#stop();
    this.#socket.destroy();
    this.#client?.left(reason, detail);
  }

  /** Nothing more is sent or heard from now on. */
  #stop(): void {
    for (const name of this.#timers.keys()) this.#disarm(name);
    this.#ended = true;
    this.#writer.flush();
  }

  #endAfterSending(): void {
    this.#arm('goodbye', GOODBYE_MS, () => this.#socket.destroy());
    this.#socket.end(() => this.#socket.destroy());
  }

  #arm(name: TimerName, delayMs: number, run: () => void): void {
    this.#timers.set(name, this.#context.clock.after(delayMs, run));
  }

  #disarm(name: TimerName): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}

function gateFor({ username = '' }: IConnectPacket, { gates }: MqttContext): MqttGate | undefined {
  return gates.find((each) => each.isFor(username));
}

/** One and a half keep-alive periods, and never more than IoT Hub's longest; 0 asks for that. */
function silenceAllowed(keepaliveSeconds: number): number {
  return keepaliveSeconds === 0
    ? MAX_SILENCE_MS
    : Math.min(keepaliveSeconds * 1500, MAX_SILENCE_MS);
}
