import type { Json, JsonObject } from '@iotpnp/model';
import type { SessionEvent } from './plugin/extension.js';
import type { CommandResult } from './plugin/transport.js';

/** One telemetry message before it is encoded: values in their JSON form, by telemetry name. */
export interface TelemetryOperation {
  readonly component: string | undefined;
  /** The module output it goes to; absent for the hub itself. */
  readonly output?: string;
  readonly values: JsonObject;
  /** Message properties the author asked for. */
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: Date;
}

/** One patch of reported properties, as it will be on the wire. */
export interface ReportOperation {
  readonly patch: JsonObject;
}

/** One desired value on its way to the author's code. */
export interface DesiredOperation {
  readonly component: string | undefined;
  readonly property: string;
  readonly value: Json;
  readonly version: number;
}

/** One command on its way to the author's code, its payload still as it came. */
export interface CommandOperation {
  readonly component: string | undefined;
  readonly command: string;
  readonly payload: unknown;
}

type Hook<Operation, Result> = (
  operation: Operation,
  next: (operation: Operation) => Promise<Result>,
) => Promise<Result>;

/** Stands between the app and its link. A hook that does not call `next` drops the operation; a missing hook costs nothing. */
export interface Middleware {
  telemetry?: Hook<TelemetryOperation, void>;
  report?: Hook<ReportOperation, void>;
  desired?: Hook<DesiredOperation, void>;
  command?: Hook<CommandOperation, CommandResult>;
  /** A session begins whose operations it will see: its model is known. What this throws is logged and breaks nothing. */
  onSession?(event: SessionEvent): unknown;
}

/** `last` wrapped in the hooks, the first of them outermost. */
export function chain<Operation, Result>(
  hooks: readonly (Hook<Operation, Result> | undefined)[],
  last: (operation: Operation) => Promise<Result>,
): (operation: Operation) => Promise<Result> {
  return hooks.reduceRight<(operation: Operation) => Promise<Result>>(
    (next, hook) => (hook ? async (operation) => hook(operation, next) : next),
    last,
  );
}
