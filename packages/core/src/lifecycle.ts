import type { Json, PnpError } from '@iotpnp/model';
import type { Cancel } from './clock.js';
import type { Interval } from './decorators/types/options.js';
import type { Logger } from './logger.js';
import type { Session, SessionState } from './runtime/session.types.js';

/**
 * What a class with `@Interface`, the device's own or a component's, may have beside its decorated members: the runtime
 * finds these methods by name. All are optional; `implements Lifecycle` lets the compiler check them.
 * @example
 * class Pump implements Lifecycle {
 *   onStart({ every }: StartContext) { every('10s', () => this.regulate()); }
 *   onStop() { this.valve.close(); }
 * }
 */
export interface Lifecycle {
  /**
   * Called once, when the device is connected for the first time and holds what its twin desires: components first,
   * then the device itself. What it throws is logged and told (`PNP_HOOK_FAILED`); the session goes on.
   */
  onStart?(context: StartContext): unknown;
  /** Called once when the session closes, if `onStart` was due before: what it sets still goes out. At most 5 s are waited for it. The device itself first, then its components. */
  onStop?(): unknown;
  /** Called on each change of the session's state. */
  onConnectionChange?(change: ConnectionChange): unknown;
  /** Called when the back end desires what cannot be written; once for each value. On the device, and on the component it is about. */
  onUnknown?(unknown: UnknownDesired): unknown;
  /** Called when something the class produced cannot reach the hub, each time with its code: a value that fits no schema, a report refused, telemetry dropped. On the device, and on the component it is about. */
  onProblem?(problem: PnpError): unknown;
}

export interface StartContext {
  /** Aborts when the session begins to close, before `onStop`. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The running session, for what decorators cannot say: `send`, `upload`, `flush`, `native`. */
  readonly session: Session;
  /**
   * Calls `job` once per interval (`'5s'`, or milliseconds), the first time after one has passed, until the session closes or
   * the returned function is called. A job never overlaps itself; what it throws is logged (`PNP_JOB_FAILED`) and it is called again.
   * @throws {PnpError} `PNP_JOB_INTERVAL` when the interval is no duration.
   */
  every(interval: Interval, job: (context: { readonly signal: AbortSignal }) => unknown): Cancel;
}

export interface ConnectionChange {
  readonly state: SessionState;
  /** Whether the hub can be reached now: the state is `ready`. */
  readonly connected: boolean;
  /** Why there is no connection; undefined where nothing failed. */
  readonly cause: PnpError | undefined;
}

export interface UnknownDesired {
  /** Undefined for the device itself. */
  readonly component: string | undefined;
  readonly property: string;
  readonly value: Json;
  /** `unknown` when the model has no such property, `read-only` when it is not writable. */
  readonly reason: 'unknown' | 'read-only';
}
