import type { IConnectPacket, Packet } from 'mqtt-packet';
import type { ClientCertificate } from '../auth/client-certificate.js';
import type { DisconnectReason } from '../hub-event.js';
import type { EndManner } from '../state/device-link.js';
import type { Refusal } from './refusal.js';

/** What IoT Hub closes the connection for, said in words; `undefined` when all was well. */
export type Violation = string | undefined;

/** How a client came. */
export interface Peer {
  readonly protocol: 'mqtt' | 'mqtt-ws';
  readonly certificate?: ClientCertificate | undefined;
}

/** A connection, as whoever was let in through it may use it. */
export interface Wire {
  /** Nothing is sent once the connection has ended. */
  send(packet: Packet): void;
  /** Ends the connection. */
  end(manner: EndManner): void;
}

/** Whoever was let in. */
export interface MqttClient {
  readonly sessionPresent: boolean;
  /** When its credentials end, by the hub's clock; `undefined` for never. */
  readonly expiresAt?: number | undefined;
  /** The CONNACK is out. */
  welcomed(): void;
  take(packet: Packet): Violation;
  /** The connection is gone, or has ended by {@link Wire.end}. May be told more than once. */
  left(reason: DisconnectReason, detail?: string): void;
}

/** One of the services behind the MQTT port: the hub itself, or device provisioning. */
export interface MqttGate {
  /** Whether a CONNECT with this user name is for this service. */
  isFor(username: string): boolean;
  admit(connect: IConnectPacket, wire: Wire, peer: Peer): MqttClient | Refusal;
  /** Records that somebody was not let in. */
  refused(refusal: Refusal): void;
}
