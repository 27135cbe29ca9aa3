import type { HubClock } from './clock.js';
import type { Credentials } from './device-identity.js';
import type { Tier } from './state/tiers.js';

export interface HubOptions {
  /**
   * The address to listen on, or several: clients with hard-coded ports can be given one of their own,
   * such as 127.0.0.2. Default 127.0.0.1: this machine only.
   */
  readonly host?: string | readonly string[] | undefined;
  /** Default 8883, which some official clients dial whatever they are told; 0 for any free one. */
  readonly port?: number | undefined;
  /** More ports for the same: 443 for clients that dial no other. */
  readonly alsoPorts?: readonly number[] | undefined;
  /** The name devices dial, when it is neither `localhost` nor `host`: in a container, its service name. */
  readonly hostName?: string | undefined;
  /**
   * The folder where the hub keeps its state, which is there after the process was killed; one hub at a
   * time. Without it all ends with the hub.
   */
  readonly dataDir?: string | undefined;
  readonly clock?: HubClock | undefined;
  /** Throttles and the daily quota of one unit of this tier of IoT Hub. Default: none. */
  readonly tier?: Tier | undefined;
  /** What the Event Hubs-compatible endpoint keeps. */
  readonly messageLog?: MessageLogOptions | undefined;
  /** Aborting it closes the hub. */
  readonly signal?: AbortSignal | undefined;
}

/** Messages for back ends that read from the Event Hubs-compatible endpoint; the oldest go first. */
export interface MessageLogOptions {
  /** In each of the 4 partitions, 0 or more. Default 10000. */
  readonly maxMessages?: number | undefined;
  /** In each of the 4 partitions, about, with what properties cost beside their texts. Default 16 MB. */
  readonly maxBytes?: number | undefined;
  /** What beside telemetry: in the cloud these take a route of their own. Default: nothing. */
  readonly also?: readonly ('twinChangeEvents' | 'deviceConnectionStateEvents')[] | undefined;
}

/** For a device, or for a module. */
export type AddDeviceOptions = Credentials;

export interface InvokeOptions {
  /** How long the device may take. Default 30000, at most 300000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is said beside the body of a message. */
export interface MessageOptions {
  /** 1 to 128 characters. Without it one is made. */
  readonly messageId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  /** Those of the application. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /** By the hub's clock. Default: in an hour. */
  readonly expiresAt?: Date | undefined;
}

export interface SendToDeviceOptions extends MessageOptions {
  /**
   * Whether feedback is wanted of what became of the message: when the device has acknowledged it
   * (`positive`), when it has not (`negative`), or both (`full`). The device sees it as `iothub-ack`.
   */
  readonly ack?: 'none' | 'positive' | 'negative' | 'full' | undefined;
}

export interface RestartOptions {
  /** With `lose`, no session goes on: who comes back has no subscriptions. */
  readonly sessions: 'keep' | 'lose';
}

export interface EventsOptions {
  /** Aborting it ends the iterator. */
  readonly signal?: AbortSignal | undefined;
}

export interface TelemetryOptions extends EventsOptions {
  /** Only of this device (`dev1`, without its modules) or module (`dev1/mod1`). */
  readonly deviceId?: string | undefined;
}
