import {
  definePlugin,
  reportedProperties,
  type CommandResult,
  type MiddlewarePlugin,
  type PluginContext,
} from '@iotpnp/core';
import { z } from 'zod';
import { checkedOptions } from '../checked-options.js';
import { memberName } from '../member-name.js';
import { OperationLines, type Outcome } from './operation-lines.js';

const KINDS = ['telemetry', 'report', 'desired', 'command'] as const;
type Kind = (typeof KINDS)[number];

const options = z
  .strictObject({
    /** The level of what went well; what failed is a warning. Default `info`, with `values` `debug`. */
    level: z.enum(['debug', 'info']).optional(),
    /** Values, payloads and the messages of errors too; what looks like a secret by its name is left out. */
    values: z.boolean().default(false),
    /** The kinds of operation that are logged. */
    only: z.array(z.enum(KINDS)).min(1).optional(),
  })
  .refine(({ level, values }) => !values || level !== 'info', {
    message: 'values are logged at debug only',
    path: ['level'],
  });

export type LogOptions = z.input<typeof options>;

/** What the middleware runs with beside its options. */
export interface LogContext extends PluginContext {
  /** Milliseconds, for durations. Default: the machine's. */
  readonly now?: () => number;
}

/**
 * One line for each operation: kind, component, names, how long it took and what became of it.
 * @throws {PnpError} `PNP_MIDDLEWARE_BAD_OPTION`
 * @example await startSession(app, { ...plugins, middleware: [logMiddleware({}, { log: consoleLogger() })] });
 */
export function logMiddleware(given: LogOptions, context: LogContext): MiddlewarePlugin {
  const checked = checkedOptions(options, given, 'log');
  const { values, level = values ? 'debug' : 'info', only = KINDS } = checked;
  const lines = new OperationLines({ now: () => performance.now(), ...context }, { level, values });
  const hooks: Required<Pick<MiddlewarePlugin, Kind>> = {
    telemetry: (operation, next) =>
      lines.around(
        'telemetry',
        {
          ...placeOf(operation.component),
          ...(operation.output !== undefined && { output: operation.output }),
          names: Object.keys(operation.values),
        },
        { value: operation.values, run: () => next(operation), outcome: () => QUEUED },
      ),
    report: (operation, next) => {
      const names = reportedProperties(operation.patch).map(memberName);
      const rest = { value: operation.patch, run: () => next(operation), outcome: () => TAKEN };
      return lines.around('report', { names }, rest);
    },
    desired: (operation, next) => {
      const { component, property, version, value } = operation;
      const fields = { ...placeOf(component), names: [property], version };
      const rest = {
        value: { [property]: value },
        run: () => next(operation),
        outcome: () => APPLIED,
      };
      return lines.around('desired', fields, rest);
    },
    command: (operation, next) => {
      const { component, command, payload } = operation;
      const fields = { ...placeOf(component), names: [command] };
      const rest = { value: { [command]: payload }, run: () => next(operation), outcome: answered };
      return lines.around('command', fields, rest);
    },
  };
  const wanted = Object.fromEntries(only.map((kind) => [kind, hooks[kind]]));
  return { kind: 'middleware', name: 'log', apiVersion: 1, ...wanted };
}

/** The middleware by name: `plugins: [log]` in a config. */
export default definePlugin({
  name: 'log',
  apiVersion: 1,
  options,
  create: (given: z.output<typeof options>, context) => logMiddleware(given, context),
});

const QUEUED: Outcome = { outcome: 'queued' };
const TAKEN: Outcome = { outcome: 'taken' };
const APPLIED: Outcome = { outcome: 'applied' };

function answered({ status }: CommandResult): Outcome {
  return { outcome: 'answered', status, failed: status >= 500 };
}

function placeOf(component: string | undefined): { readonly component?: string } {
  return component === undefined ? {} : { component };
}
