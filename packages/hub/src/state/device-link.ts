import type { Json, JsonObject } from '@iotpnp/model';
import type { DisconnectReason } from '../hub-event.js';
import type { SystemProperties } from '../telemetry-event.js';
import type { OutgoingMessage } from './outgoing-message.js';

/** A method on its way to a device. */
export interface MethodCall {
  readonly callId: string;
  readonly name: string;
  readonly payload: Json;
}

/** What a device answered a method with. */
export interface MethodResponse {
  readonly status: number;
  readonly payload: Json;
}

/** One sending of a message. */
export interface Delivery {
  /** 1 to 65535; what the device acknowledges it by. */
  readonly id: number;
  readonly qos: Qos;
  /** Whether it was sent in this session before, and not acknowledged. */
  readonly again: boolean;
}

/** What a subscription was granted. */
export type Qos = 0 | 1;

/** Whether what was sent before still goes out. */
export type EndManner = 'at-once' | 'after-sending';

/** A connected device, as the state core reaches it. Each protocol gives its own. */
export interface DeviceLink {
  /** Pushes a change of desired properties with the `$version` that is in it. */
  desired(patch: JsonObject): void;
  invoke(call: MethodCall): void;
  message(message: OutgoingMessage, delivery: Delivery): void;
  /** Ends the connection. The core has already forgotten it. */
  end(reason: DisconnectReason, manner: EndManner): void;
}

/** A message as a protocol adapter has understood it. */
export interface IncomingMessage {
  readonly systemProperties: SystemProperties;
  readonly properties: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}
