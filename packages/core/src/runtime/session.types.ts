import type { InterfaceModel, PnpError } from '@iotpnp/model';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { Middleware } from '../middleware.js';
import type { DeviceIdentity } from '../plugin/identity.js';
import type { ProvisioningPlugin } from '../plugin/provisioning.js';
import type { StateStore } from '../plugin/state-store.js';
import type { TransportPlugin } from '../plugin/transport.js';

/** What a host brings together for all its sessions. */
export interface HostOptions {
  readonly transport: TransportPlugin;
  readonly provisioning: ProvisioningPlugin;
  /** The first is outermost. */
  readonly middleware?: readonly Middleware[];
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
  /** Resolves when the session has closed: to undefined when it was told to, else to what ended it. */
  readonly closed: Promise<PnpError | undefined>;
  /** Calls `listener` on every change of state until the returned function is called. A throwing listener is logged, never felt. */
  onStateChange(listener: (state: SessionState) => void): () => void;
  /** Sends what decorators cannot say. Values are checked against the model. */
  send(message: SendMessage): void;
  /** Resolves when all that was produced so far has been taken by the hub. */
  flush(): Promise<void>;
  /** Stops polls and running work, sends what is pending, closes the link. Idempotent. */
  close(): Promise<void>;
}

export interface SendMessage {
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
