import { stringify, type Json } from '@iotpnp/model';
import { isCommandError } from '../author-errors.js';
import type { Part } from '../bind/bind.js';
import type { CommandMember } from '../compile/compiled.js';
import type { CommandContext } from '../contexts.js';
import { parseCommandName, type PropertyPath } from '../convention.js';
import { chain, type CommandOperation } from '../middleware.js';
import type { CommandRequest, CommandResult } from '../plugin/transport.js';
import { messageOf, stackOf, warnWithoutZone, type SessionContext } from './context.js';
import { Patience } from './patience.js';
import { plainJson } from './twin-json.js';

/** The largest answer a hub passes on (IoT Hub, direct methods). */
const MAX_RESPONSE_BYTES = 128 * 1_024;
const ACCEPTED: CommandResult = { status: 202, payload: null };
const UNAVAILABLE: CommandResult = { status: 503, payload: { message: 'the device is closing' } };

type Method = (this: object, ...args: unknown[]) => unknown;

interface Call {
  readonly part: Part;
  readonly member: CommandMember;
  readonly operation: CommandOperation;
  /** Aborts when no answer can reach the caller any more. */
  readonly signal: AbortSignal | undefined;
}

interface Running {
  readonly answer: Promise<CommandResult>;
  /** The method has returned, which may be long after its answer. */
  readonly done: Promise<unknown>;
}

export interface CommandsOptions {
  readonly parts: readonly Part[];
  /** Reports what a command returned after it was answered, even if the hub holds just that. */
  readonly report: (path: PropertyPath, value: Json) => void;
}

/** Commands on their way to the author's methods, and the answers back. Never throws: every request has an answer. */
export class Commands {
  readonly #parts: ReadonlyMap<string | undefined, Part>;
  /** The end of the line for each exclusive command of each part. */
  readonly #lines = new Map<string, Promise<unknown>>();

  constructor(
    readonly context: SessionContext,
    readonly options: CommandsOptions,
  ) {
    this.#parts = new Map(options.parts.map((part) => [part.component, part]));
  }

  async handle(request: CommandRequest): Promise<CommandResult> {
    const { payload, name, signal: dropped } = request;
    const { signal: closed, log, middleware } = this.context;
    if (closed.aborted) return UNAVAILABLE;
    const path =
      request.component === undefined
        ? parseCommandName(name)
        : { component: request.component, command: name };
    const hooks = middleware.flatMap(({ command }) => command ?? []);
    try {
      const run = chain(hooks, (given) => this.#dispatch(given, dropped));
      return this.#checked(await run({ ...path, payload }), path);
    } catch (error) {
      log.error('command failed in middleware', { ...path, error: messageOf(error) });
      return failure(500, messageOf(error));
    }
  }

  async #dispatch(
    operation: CommandOperation,
    signal: AbortSignal | undefined,
  ): Promise<CommandResult> {
    const { component, command } = operation;
    const part = this.#parts.get(component);
    const member = part?.compiled.commands.get(command);
    if (part && member) {
      const call: Call = { part, member, operation, signal };
      return member.exclusive ? this.#inLine(call) : this.#call(call).answer;
    }
    this.context.log.warn('unknown command', { component, command });
    const of = component === undefined ? '' : ` of ${component}`;
    return failure(404, `no command ${command}${of}`);
  }

  /** The author's method runs; its answer is the method's result, or 202 as soon as it asks for `later`. */
  #call({ part, member, operation, signal: gone }: Call): Running {
    const { component, command, payload } = operation;
    const args: unknown[] = [];
    try {
      const warn = () => warnWithoutZone(this.context, { component, command });
      if (member.request) args.push(member.request.parse(payload, { path: 'request', warn }));
    } catch (error) {
      const answer = Promise.resolve(failure(400, messageOf(error)));
      return { answer, done: answer };
    }
    const patience = new Patience(this.context.signal, gone);
    const context: CommandContext = { signal: patience.signal, later: () => patience.detach() };
    const method = (part.instance as Record<string, Method>)[member.key] as Method;
    const result = (async () => method.apply(part.instance, [...args, context]))();
    const done = result
      .then(
        (value) => this.#returned(operation, member, value),
        (error: unknown) => this.#threw(operation, error),
      )
      .finally(() => patience.end());
    const detached = patience.detached.then(() => ACCEPTED);
    const late = done.then((outcome) => {
      if (patience.isDetached) this.#finished(operation, member, outcome);
    });
    return { answer: Promise.race([detached, done]), done: late };
  }

  #returned(operation: CommandOperation, member: CommandMember, value: unknown): CommandResult {
    if (!member.response || value === undefined) return { status: 200, payload: null };
    try {
      return { status: 200, payload: member.response.serialize(value, { path: 'response' }) };
    } catch (error) {
      return this.#unfit(operation, messageOf(error));
    }
  }

  #threw({ component, command }: CommandOperation, error: unknown): CommandResult {
    if (isCommandError(error)) return answerOf(error);
    const { log } = this.context;
    const fields = { component, command, error: messageOf(error) };
    log.warn('command failed', fields);
    log.debug('command failed', { ...fields, stack: stackOf(error) });
    return failure(500, messageOf(error));
  }

  /** What became of a command that was answered 202. */
  #finished(operation: CommandOperation, member: CommandMember, outcome: CommandResult): void {
    const { component, command } = operation;
    const { status, payload } = this.#checked(outcome, operation);
    if (status >= 400) {
      if (this.context.signal.aborted) return;
      const error = `it ended with status ${status}`;
      const fields = { code: 'PNP_COMMAND_FAILED', component, command, status, error } as const;
      this.context.tell('warn', 'a command that went on failed', fields);
    } else if (member.response) {
      this.options.report({ component, property: command }, { value: payload });
    }
  }

  /** What can be answered: a status, and JSON that the hub passes on. */
  #checked({ status, payload }: CommandResult, path: Path): CommandResult {
    try {
      const plain = plainJson(payload);
      const bytes = new TextEncoder().encode(stringify(plain)).byteLength;
      if (bytes > MAX_RESPONSE_BYTES) {
        return this.#unfit(
          path,
          `the response has ${bytes} bytes, the hub takes ${MAX_RESPONSE_BYTES}`,
        );
      }
      const sound = Number.isInteger(status) && status >= 100 && status < 600;
      return sound ? { status, payload: plain } : this.#unfit(path, `no status: ${status}`);
    } catch (error) {
      return this.#unfit(path, messageOf(error));
    }
  }

  /** The device's own fault: its caller is told, and so is the log. */
  #unfit({ component, command }: Path, error: string): CommandResult {
    const fields = { code: 'PNP_COMMAND_RESPONSE', component, command, error };
    this.context.log.error('the response cannot be sent', fields);
    return failure(500, error);
  }

  /** One call after the other, each to its end; those whose caller is gone by then are not made. */
  #inLine(call: Call): Promise<CommandResult> {
    const { part, member, signal } = call;
    const key = `${part.component ?? ''}*${member.name}`;
    const before = this.#lines.get(key) ?? Promise.resolve();
    const turn = before.then(() => {
      const over = this.context.signal.aborted || signal?.aborted;
      return over ? undefined : this.#call(call);
    });
    this.#lines.set(
      key,
      turn.then((running) => running?.done),
    ); // a call never rejects, so the line never breaks
    return turn.then((running) => running?.answer ?? UNAVAILABLE);
  }
}

type Path = Pick<CommandOperation, 'component' | 'command'>;

/** A `CommandError`'s payload is the author's own: whatever JSON makes of it. */
function answerOf({ status, payload }: { status: number; payload?: unknown }): CommandResult {
  return { status, payload: payload === undefined ? null : (payload as Json) };
}

function failure(status: number, message: string): CommandResult {
  return { status, payload: { message } };
}
