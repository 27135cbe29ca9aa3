import type { Json, JsonObject } from '@iotpnp/model';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { ConnectionError } from './connection-error.js';
import type { Auth, DeviceIdentity } from './identity.js';
import type { InboundMessage, MessageOutcome } from './inbound-message.js';

/** What a transport can do. Core asks this, never the plugin's name. */
export interface TransportSupport {
  /** Reads the twin, reports properties, receives desired ones. */
  readonly twin: boolean;
  readonly commands: boolean;
  /** Receives cloud-to-device messages. A module has none, whatever the transport. */
  readonly cloudMessages: boolean;
  /** Connects modules, with their inputs and outputs. */
  readonly moduleIo: boolean;
  /** Uploads files to the hub's storage. */
  readonly upload: boolean;
  /** Announces the model id when it connects. */
  readonly modelId: boolean;
  /** The largest telemetry message in bytes: body, names and values of properties, and the values of the hub's own. */
  readonly maxMessageBytes: number;
}

/** A way to a hub. Created once per host, connected many times; it has no retry of its own. */
export interface TransportPlugin extends Partial<AsyncDisposable> {
  readonly kind: 'transport';
  readonly name: string;
  readonly apiVersion: 1;
  readonly supports: TransportSupport;
  /** The kinds of credentials it can connect with. */
  readonly accepts: readonly Auth['kind'][];
  /**
   * A connected link, its subscriptions made. Every failure that may be tried again is a ConnectionError: anything else, such as a bare
   * `ECONNREFUSED`, ends the session for good (`PNP_PLUGIN_FAILED`).
   * @throws {ConnectionError} classified, as {@link DeviceSink.down} gets it.
   */
  connect(request: ConnectRequest): Promise<Link>;
}

export interface ConnectRequest {
  readonly identity: DeviceIdentity;
  readonly modelId: string;
  /** What beside desired properties and commands the app receives: nothing else need be subscribed to. */
  readonly receives: { readonly cloudMessages: boolean; readonly inputs: boolean };
  /** Told what the hub sends, from the moment `connect` is called until the link is closed. */
  readonly sink: DeviceSink;
  /** Aborts the attempt. A link that exists is closed by its own disposal, not by this. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly clock: Clock;
}

/**
 * One connection of one device. Disposal closes it in order; nothing reaches the sink after that. What a call rejects with says what
 * becomes of it: a ConnectionError is sent again (`backoff`: cut off, throttled, not answered), any other error was refused for its
 * content. Calls that are not answered when the link ends reject, with a ConnectionError too.
 */
export interface Link extends AsyncDisposable {
  /** The transport's own client, for what this interface does not say. */
  readonly native?: unknown;
  /** Resolves when the hub has taken the message. Called again before it has: messages keep their order. */
  telemetry(message: TelemetryMessage, options?: CallOptions): Promise<void>;
  /** Present iff `supports.twin`. */
  twin?(options?: CallOptions): Promise<Twin>;
  /** Present iff `supports.twin`. Resolves when the hub has merged the patch. */
  report?(patch: JsonObject, options?: CallOptions): Promise<void>;
  /** Present iff `supports.upload`. Resolves when the hub has been told that the file is whole. */
  upload?(file: FileUpload, options?: CallOptions): Promise<void>;
}

/** A file on its way to the storage of the hub. */
export interface FileUpload {
  /** The blob's name; the hub puts the device's id in front of it. */
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** A telemetry message, encoded once by core: the body is JSON text. */
export interface TelemetryMessage {
  /** The component it belongs to; absent on the default component. */
  readonly component?: string;
  /** The output of a module it goes to; absent on telemetry. */
  readonly output?: string;
  readonly body: string;
  readonly contentType: string;
  readonly contentEncoding: 'utf-8';
  /** Message properties of the convention and of the application. */
  readonly properties: Readonly<Record<string, string>>;
  /** When its values were produced. */
  readonly createdAt: Date;
}

/** The device's twin: both documents carry `$version`. */
export interface Twin {
  readonly desired: JsonObject;
  readonly reported: JsonObject;
}

/** What the hub says to the device. None of these ever throws. */
export interface DeviceSink {
  /** A patch of desired properties, with `$version` at its root. */
  desired(patch: JsonObject): void;
  command(request: CommandRequest): Promise<CommandResult>;
  /** A cloud-to-device message, or one at a module's input. Resolves, never rejects, when the app is done with it. */
  message(message: InboundMessage): Promise<MessageOutcome>;
  /** The transport cannot tell what it missed (a token was renewed, say): the session reads the twin again. */
  resync(): void;
  /** The connection is gone. Called at most once per link. */
  down(cause: ConnectionError): void;
}

export interface CommandRequest {
  /** As on the wire, component and all, unless `component` is given. */
  readonly name: string;
  readonly component?: string;
  /** Parsed JSON; `undefined` or `null` where the caller sent nothing. */
  readonly payload: unknown;
  /** Aborted when no answer can reach the caller any more. */
  readonly signal?: AbortSignal;
}

export interface CommandResult {
  /** As an HTTP status: 200, 202, 400, 404, 409, 500 ... */
  readonly status: number;
  readonly payload: Json;
}
