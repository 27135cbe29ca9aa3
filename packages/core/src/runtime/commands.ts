import { stringify, type Json } from '@iotpnp/model';
import { isCommandError } from '../author-errors.js';
import type { Part } from '../bind/bind.js';
import type { CommandMember } from '../compile/compiled.js';
import type { CommandContext } from '../contexts.js';
import { parseCommandName } from '../convention.js';
import { chain, type CommandOperation } from '../middleware.js';
import type { CommandRequest, CommandResult } from '../plugin/transport.js';
import { messageOf, stackOf, type SessionContext } from './context.js';
import { plainJson } from './twin-json.js';

/** The largest answer a hub passes on (IoT Hub, direct methods). */
const MAX_RESPONSE_BYTES = 128 * 1_024;
const UNAVAILABLE: CommandResult = { status: 503, payload: { message: 'the device is closing' } };

type Method = (this: object, ...args: unknown[]) => unknown;

interface Call {
  readonly part: Part;
  readonly member: CommandMember;
  readonly operation: CommandOperation;
  readonly signal: AbortSignal;
}

/** Commands on their way to the author's methods, and the answers back. Never throws: every request has an answer. */
export class Commands {
  readonly #parts: ReadonlyMap<string | undefined, Part>;
  /** The end of the line for each exclusive command of each part. */
  readonly #lines = new Map<string, Promise<unknown>>();

  constructor(
    readonly context: SessionContext,
    parts: readonly Part[],
  ) {
    this.#parts = new Map(parts.map((part) => [part.component, part]));
  }

  async handle(request: CommandRequest): Promise<CommandResult> {
    const { payload, name, signal: dropped } = request;
    const { signal: closed, log, middleware } = this.context;
    if (closed.aborted) return UNAVAILABLE;
    const path =
      request.component === undefined
        ? parseCommandName(name)
        : { component: request.component, command: name };
    const signal = dropped ? AbortSignal.any([closed, dropped]) : closed;
    const hooks = middleware.flatMap(({ command }) => command ?? []);
    try {
      const run = chain(hooks, (given) => this.#dispatch(given, signal));
      return this.#checked(await run({ ...path, payload }), path);
    } catch (error) {
      log.error('command failed in middleware', { ...path, error: messageOf(error) });
      return failure(500, messageOf(error));
    }
  }

  async #dispatch(operation: CommandOperation, signal: AbortSignal): Promise<CommandResult> {
    const { component, command } = operation;
    const part = this.#parts.get(component);
    const member = part?.compiled.commands.get(command);
    if (part && member) {
      const call: Call = { part, member, operation, signal };
      return member.exclusive ? this.#inLine(call) : this.#call(call);
    }
    this.context.log.warn('unknown command', { component, command });
    const of = component === undefined ? '' : ` of ${component}`;
    return failure(404, `no command ${command}${of}`);
  }

  async #call({ part, member, operation, signal }: Call): Promise<CommandResult> {
    const { component, command, payload } = operation;
    const { log } = this.context;
    const warn = (warning: string) => log.warn('command request', { component, command, warning });
    const args: unknown[] = [];
    try {
      if (member.request) args.push(member.request.parse(payload, { path: 'request', warn }));
    } catch (error) {
      return failure(400, messageOf(error));
    }
    let result: unknown;
    try {
      const method = (part.instance as Record<string, Method>)[member.key] as Method;
      result = await method.apply(part.instance, [...args, { signal } satisfies CommandContext]);
    } catch (error) {
      if (isCommandError(error)) return answerOf(error);
      const fields = { component, command, error: messageOf(error) };
      log.warn('command failed', fields);
      log.debug('command failed', { ...fields, stack: stackOf(error) });
      return failure(500, messageOf(error));
    }
    if (!member.response || result === undefined) return { status: 200, payload: null };
    try {
      return { status: 200, payload: member.response.serialize(result, { path: 'response' }) };
    } catch (error) {
      return this.#unfit(operation, messageOf(error));
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

  /** One call after the other; those whose caller is gone by then are not made. */
  #inLine(call: Call): Promise<CommandResult> {
    const { part, member, signal } = call;
    const key = `${part.component ?? ''}*${member.name}`;
    const before = this.#lines.get(key) ?? Promise.resolve();
    const turn = before.then(() => (signal.aborted ? UNAVAILABLE : this.#call(call)));
    this.#lines.set(key, turn); // a call never rejects, so the line never breaks
    return turn;
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
