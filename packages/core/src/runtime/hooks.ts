import { PnpError } from '@iotpnp/model';
import type { Part } from '../bind/bind.js';
import type { ConnectionChange, Lifecycle, StartContext, UnknownDesired } from '../lifecycle.js';
import { messageOf, stackOf, type FaultFields, type SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { Jobs } from './jobs.js';
import type { Session } from './session.types.js';

const STOP_DEADLINE_MS = 5_000;

type Name = keyof Lifecycle;

/** The methods of {@link Lifecycle} that an app and its components have, called so that none of them can break the session. */
export class Hooks {
  readonly #controller = new AbortController();
  readonly #jobs: Jobs;
  #started = false;
  #telling = false;

  constructor(
    readonly context: SessionContext,
    /** The device itself first, then its components. */
    readonly parts: readonly Part[],
  ) {
    this.#jobs = new Jobs(context, this.#controller.signal);
  }

  start(session: Session): void {
    if (this.#started || this.#controller.signal.aborted) return;
    this.#started = true;
    for (const part of this.parts.toReversed()) {
      const log = this.context.log.child(part.component ? { component: part.component } : {});
      const context: StartContext = {
        signal: this.#controller.signal,
        log,
        session,
        every: (interval, job) => this.#jobs.every(interval, job),
      };
      void this.#call(part, 'onStart', context);
    }
  }

  /** Ends the jobs, then calls `onStop` where `onStart` was called. Never rejects. */
  async stop(): Promise<void> {
    this.#jobs.stop();
    this.#controller.abort(new PnpError('PNP_SESSION_CLOSED', 'the session is closing'));
    if (!this.#started) return;
    const { clock } = this.context;
    for (const part of this.parts) {
      const deadline = { clock, afterMs: STOP_DEADLINE_MS, what: 'onStop' };
      await withDeadline(deadline, () => this.#call(part, 'onStop')).catch((error: unknown) =>
        this.#failed(part, 'onStop', error),
      );
    }
  }

  connectionChanged(change: ConnectionChange): void {
    for (const part of this.parts) void this.#call(part, 'onConnectionChange', change);
  }

  unknown(unknown: UnknownDesired): void {
    for (const part of this.#about(unknown.component)) void this.#call(part, 'onUnknown', unknown);
  }

  /** What an `onProblem` itself gets wrong is in the log alone. */
  problem(message: string, { code, component, error, hint, ...fields }: FaultFields): void {
    if (this.#telling) return;
    this.#telling = true;
    const said = error === undefined ? message : `${message}: ${error}`;
    const member = fields['telemetry'] ?? fields['property'] ?? fields['command'];
    const path = [component, member].filter((name) => typeof name === 'string').join('.');
    const options = { hint, ...(path !== '' && { where: { member: path } }) };
    const problem = new PnpError(code, said, options);
    for (const part of this.#about(component)) void this.#call(part, 'onProblem', problem);
    this.#telling = false;
  }

  #about(component: string | undefined): Part[] {
    return this.parts.filter(
      (part) => part.component === undefined || part.component === component,
    );
  }

  /** Resolves when the method is done; never rejects. */
  async #call(part: Part, name: Name, argument?: unknown): Promise<void> {
    const method = hookOf(part, name);
    if (!method) return;
    try {
      await method.call(part.instance, argument);
    } catch (error) {
      this.#failed(part, name, error);
    }
  }

  #failed({ component, compiled }: Part, name: Name, error: unknown): void {
    const { log, tell } = this.context;
    const hook = `${compiled.type.name}.${name}`;
    const fields = { code: 'PNP_HOOK_FAILED', component, hook, error: messageOf(error) } as const;
    if (name === 'onProblem') log.error('a hook failed', fields);
    else tell('error', 'a hook failed', fields);
    log.debug('a hook failed', { hook, stack: stackOf(error) });
  }
}

/** A method that is decorated is what its decorator says, whatever its name. */
function hookOf(
  { instance, compiled }: Part,
  name: Name,
): ((argument: unknown) => unknown) | undefined {
  const { telemetry, commands, properties, messages } = compiled;
  const keys = [...telemetry.values(), ...commands.values(), ...messages].map(({ key }) => key);
  const handlers = [...properties.values()].map(({ handler }) => handler);
  if (keys.includes(name) || handlers.includes(name)) return undefined;
  const method = (instance as Record<string, unknown>)[name];
  return typeof method === 'function' ? (method as (argument: unknown) => unknown) : undefined;
}
