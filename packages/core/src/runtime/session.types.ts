import type { InterfaceModel, Json, PnpError } from '@iotpnp/model';
import type { Clock } from '../clock.js';
import type { Interval } from '../decorators/types/options.js';
import type { Logger } from '../logger.js';
import type { Middleware } from '../middleware.js';
import type { ExtensionPlugin } from '../plugin/extension.js';
import type { DeviceIdentity } from '../plugin/identity.js';
import type { ProvisioningPlugin } from '../plugin/provisioning.js';
import type { StateStore } from '../plugin/state-store.js';
import type { CallOptions, TransportPlugin } from '../plugin/transport.js';
import type { SessionStats } from './stats.js';
import type { TelemetryQueuePolicy } from './telemetry-queue.js';

/** What a host brings together for all its sessions. */
export interface HostOptions {
  readonly transport: TransportPlugin;
  readonly provisioning: ProvisioningPlugin;
  /** The first is outermost. */
  readonly middleware?: readonly Middleware[];
  readonly extensions?: readonly ExtensionPlugin[];
  readonly log?: Logger;
  readonly clock?: Clock;
  /** From 0 up to 1, for jitter. */
  readonly random?: () => number;
  readonly state?: StateStore;
}

/** What one session is started with. */
export interface SessionOptions {
  /** Which device, where the host runs several. Handed to the provisioning plugin. */
  readonly device?: string;
  /** Ends the session, started or not. */
  readonly signal?: AbortSignal;
  /** Gives up with `PNP_CONNECT_TIMEOUT` when the session is not ready within this many milliseconds. Default: never. */
  readonly connectTimeoutMs?: number;
  /** The `ac` of a writable value the device set itself. Default 200. */
  readonly initialAck?: 200 | 203;
  /** Runs over a transport that cannot announce the model id. Default false. */
  readonly allowUnannounced?: boolean;
  /** What is said of single telemetries over what the class says, by `component.telemetry` or `telemetry`. */
  readonly telemetry?: Readonly<Record<string, TelemetryOverride>>;
  /** What is kept of telemetry while the hub is away. */
  readonly telemetryQueue?: TelemetryQueuePolicy;
}

/** What a session says of one telemetry. */
export interface TelemetryOverride {
  /** How often a polled one is read. */
  readonly every?: Interval | undefined;
  /** A number is sent only when it differs by more than this from the last that was sent. */
  readonly deadband?: number | undefined;
  /** The shortest time between two messages of it: what comes sooner waits, and only the latest of it is sent. */
  readonly minInterval?: Interval | undefined;
}

export type SessionState =
  | 'idle'
  | 'provisioning'
  | 'connecting'
  | 'ready'
  | 'reconnecting'
  | 'refused'
  | 'closed';

/** One device, running. */
export interface Session extends AsyncDisposable {
  readonly state: SessionState;
  readonly model: InterfaceModel;
  /** Who the device is; undefined until provisioned. */
  readonly identity: DeviceIdentity | undefined;
  /** The transport's own client while connected. */
  readonly native: unknown;
  /** What was counted since the session began; a snapshot. */
  readonly stats: SessionStats;
  /** Resolves when the session has closed: to undefined when it was told to, else to what ended it. */
  readonly closed: Promise<PnpError | undefined>;
  /** Calls `listener` on every change of state until the returned function is called. A throwing listener is logged, never felt. */
  onStateChange(listener: (state: SessionState) => void): () => void;
  /**
   * Sends what decorators cannot say. Values are checked against the model.
   * @throws {PnpError} `PNP_SEND_UNKNOWN`, `PNP_SEND_VALUE`, `PNP_SEND_OUTPUT`, `PNP_SESSION_CLOSED`.
   */
  send(message: SendMessage): void;
  /**
   * Sends to an output of a module what is no telemetry of the model: a body as it is, such as a message passed on from an input.
   * Middleware does not see it; otherwise it goes the way of telemetry, waiting where the hub is away.
   * @throws {PnpError} `PNP_SEND_OUTPUT`, `PNP_SEND_VALUE`, `PNP_SESSION_CLOSED`.
   */
  sendToOutput(output: string, message: OutputMessage): void;
  /**
   * Uploads a file to the storage of the hub, under the device's id. Resolves when the hub knows that it is whole.
   * @throws {PnpError} `PNP_TRANSPORT_NO_UPLOAD`, `PNP_MODULE_NO_UPLOAD`, `PNP_UPLOAD_NAME`, `PNP_OFFLINE`, `PNP_UPLOAD_FAILED`.
   */
  upload(name: string, content: UploadContent, options?: CallOptions): Promise<void>;
  /** Resolves when all that was produced so far has been taken by the hub. */
  flush(): Promise<void>;
  /** Stops polls and running work, sends what is pending, closes the link. Idempotent. */
  close(): Promise<void>;
}

/** A file's content: bytes, text (as UTF-8), or a stream of bytes, such as Node's `createReadStream`. */
export type UploadContent = Uint8Array | string | AsyncIterable<Uint8Array>;

export interface OutputMessage {
  /** JSON; or text, sent as it is. */
  readonly body: Json;
  /** Default `application/json`, for a text `text/plain`. */
  readonly contentType?: string;
  readonly properties?: Readonly<Record<string, string>>;
  /** When it was produced. Default: now. */
  readonly createdAt?: Date;
}

export interface SendMessage {
  /** The output of a module it goes to; absent for the hub itself. */
  readonly output?: string;
  /** Absent for the default component. */
  readonly component?: string;
  /** Values by telemetry name, as the schemas' TypeScript values. */
  readonly telemetry: Readonly<Record<string, unknown>>;
  /** Message properties of the application's own. */
  readonly properties?: Readonly<Record<string, string>>;
  /** When the values were produced. Default: now. */
  readonly createdAt?: Date;
}

/** Plugins shared by many sessions. Disposal closes the sessions, then the plugins, in reverse order. */
export interface Host extends AsyncDisposable {
  readonly sessions: ReadonlySet<Session>;
  /** Runs an instance of a decorated class as a device; resolves when it is connected and its twin has been read. */
  start(app: object, options?: SessionOptions): Promise<Session>;
  close(): Promise<void>;
}
