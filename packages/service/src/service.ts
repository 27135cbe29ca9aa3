import type { Json, JsonObject } from '@iotpnp/model';
import type { CallOptions, ChangeOptions } from './call-options.js';
import type { ServiceClock } from './clock.js';
import type { Devices, Modules } from './identity.js';
import type { ServiceLog } from './log.js';
import type { Feedback, SendOptions } from './message.js';
import type { InvokeOptions, MethodResponse } from './method.js';
import type { QueryOptions } from './query-options.js';
import type { Reading, ReadingOptions } from './reading.js';
import type { MonitorOptions, TelemetryMessage } from './telemetry.js';
import type { Twin, TwinPatch } from './twin.js';

/**
 * The back end's side of a hub, a real one or an embedded one. A `target` is a device, `dev1`, or a module
 * of it, `dev1/mod1`. Every call may throw PNP_SERVICE_UNREACHABLE, _UNTRUSTED, _UNAUTHORIZED, _TIMEOUT,
 * _THROTTLED, _UNAVAILABLE, _PROTOCOL, _CLOSED and _ARGUMENT, or its signal's reason.
 */
export interface Service extends AsyncDisposable {
  /** As in `HostName=`. */
  readonly hostName: string;
  readonly devices: Devices;
  readonly modules: Modules;

  /** All that a device or module needs to connect: a secret. @throws PNP_SERVICE_DEVICE_UNKNOWN */
  connectionString(target: string, options?: CallOptions): Promise<string>;

  /** @throws PNP_SERVICE_DEVICE_UNKNOWN */
  twin(target: string, options?: CallOptions): Promise<Twin>;
  /**
   * Merges into tags and desired properties (RFC 7396), and resolves with the twin as it is then.
   * @throws PNP_SERVICE_DEVICE_UNKNOWN, PNP_SERVICE_CHANGED with an `etag`, PNP_SERVICE_REFUSED
   */
  updateTwin(target: string, patch: TwinPatch, options?: ChangeOptions): Promise<Twin>;
  /**
   * Puts tags and desired properties in place of those there are.
   * @throws PNP_SERVICE_DEVICE_UNKNOWN, PNP_SERVICE_CHANGED with an `etag`, PNP_SERVICE_REFUSED
   */
  replaceTwin(target: string, twin: TwinPatch, options?: ChangeOptions): Promise<Twin>;

  /**
   * Invokes a command, `name` or `component*name`, and waits for the answer, whatever its status.
   * @throws PNP_SERVICE_DEVICE_UNKNOWN, PNP_SERVICE_DEVICE_OFFLINE, PNP_SERVICE_METHOD_TIMEOUT, PNP_SERVICE_REFUSED
   */
  invoke(
    target: string,
    name: string,
    payload?: Json,
    options?: InvokeOptions,
  ): Promise<MethodResponse>;

  /** The rows of a query of IoT Hub's language, page after page. @throws PNP_SERVICE_REFUSED */
  query(sql: string, options?: QueryOptions): AsyncIterableIterator<JsonObject>;

  /**
   * Queues a message for a device. Resolves with its id once the hub has it.
   * @throws PNP_SERVICE_DEVICE_UNKNOWN, PNP_SERVICE_QUEUE_FULL, PNP_SERVICE_REFUSED
   */
  send(deviceId: string, body: string | Uint8Array, options?: SendOptions): Promise<string>;
  /** What became of messages that were sent with an `ack`. All who read it share one queue. */
  feedback(options?: ReadingOptions): Reading<Feedback>;

  /** What devices send, from {@link Reading.open} on unless told otherwise. A lost connection is made again. */
  monitor(options?: MonitorOptions): Reading<TelemetryMessage>;

  /**
   * A request of IoT Hub's REST API that has no member here, signed and sent as the others are; `path` as in
   * `/jobs/v2/job1`. Resolves with the JSON of the answer, `undefined` where it has no body.
   */
  request(method: HttpMethod, path: string, options?: RequestOptions): Promise<Json | undefined>;

  /** Ends connections, iterators and what is under way. Calling it again is harmless. */
  close(): Promise<void>;
}

export type HttpMethod = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

export interface RequestOptions extends CallOptions {
  readonly body?: Json | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Beside `api-version`, which may be another here. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** What errors say it is about, as `job job1`. */
  readonly subject?: string | undefined;
}

export interface ServiceOptions {
  /** Whom to trust, as PEM, instead of Node's own list: for an embedded hub its `ca`. */
  readonly ca?: string | undefined;
  /** Aborting it closes the service. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: ServiceClock | undefined;
  readonly log?: ServiceLog | undefined;
}
