import type { Json } from '@iotpnp/model';
import { isCommandError } from '../author-errors.js';
import type { Part } from '../bind/bind.js';
import type { CommandMember } from '../compile/compiled.js';
import type { CommandContext } from '../contexts.js';
import { parseCommandName } from '../convention.js';
import { chain, type CommandOperation } from '../middleware.js';
import type { CommandRequest, CommandResult } from '../plugin/transport.js';
import { messageOf, type SessionContext } from './context.js';

type Method = (this: object, ...args: unknown[]) => unknown;

/** Commands on their way to the author's methods, and the answers back. Never throws: every request has an answer. */
export class Commands {
  readonly #parts: ReadonlyMap<string | undefined, Part>;
  readonly #run: (operation: CommandOperation, signal: AbortSignal) => Promise<CommandResult>;
  /** The end of the line for each exclusive command. */
  readonly #lines = new Map<CommandMember, Promise<unknown>>();

  constructor(
    readonly context: SessionContext,
    parts: readonly Part[],
  ) {
    this.#parts = new Map(parts.map((part) => [part.component, part]));
    const hooks = context.middleware.map((middleware) => middleware.command);
    this.#run = (operation, signal) =>
      chain(hooks, (given) => this.#dispatch(given, signal))(operation);
  }

  async handle(request: CommandRequest): Promise<CommandResult> {
    const { payload, name, signal: dropped } = request;
    const path =
      request.component === undefined
        ? parseCommandName(name)
        : { component: request.component, command: name };
    const { signal: closed, log } = this.context;
    const signal = dropped ? AbortSignal.any([closed, dropped]) : closed;
    try {
      return await this.#run({ ...path, payload }, signal);
    } catch (error) {
      log.error('command failed in middleware', { ...path, error: messageOf(error) });
      return failure(500, messageOf(error));
    }
  }

  async #dispatch(operation: CommandOperation, signal: AbortSignal): Promise<CommandResult> {
    const { component, command } = operation;
    const part = this.#parts.get(component);
    const member = part?.compiled.commands.get(command);
    if (!part || !member) {
      this.context.log.warn('unknown command', { component, command });
      return failure(
        404,
        component === undefined ? `no command ${command}` : `no command ${command} of ${component}`,
      );
    }
    const args: unknown[] = [];
    if (member.request) {
      try {
        args.push(
          member.request.parse(operation.payload, {
            path: 'request',
            warn: this.#warner(operation),
          }),
        );
      } catch (error) {
        return failure(400, messageOf(error));
      }
    }
    args.push({ signal } satisfies CommandContext);
    const call = () => this.#call({ part, member, args, operation });
    return member.exclusive ? this.#inLine(member, call) : call();
  }

  async #call(work: {
    part: Part;
    member: CommandMember;
    args: readonly unknown[];
    operation: CommandOperation;
  }): Promise<CommandResult> {
    const { part, member, args, operation } = work;
    const { component, command } = operation;
    const { log } = this.context;
    let result: unknown;
    try {
      const method = (part.instance as Record<string, Method>)[member.key] as Method;
      result = await method.apply(part.instance, [...args]);
    } catch (error) {
      if (isCommandError(error)) {
        return { status: error.status, payload: (error.payload ?? null) as Json };
      }
      log.warn('command failed', { component, command, error: messageOf(error) });
      return failure(500, messageOf(error));
    }
    if (!member.response || result === undefined) return { status: 200, payload: null };
    try {
      return { status: 200, payload: member.response.serialize(result, { path: 'response' }) };
    } catch (error) {
      const fields = { code: 'PNP_COMMAND_RESPONSE', component, command, error: messageOf(error) };
      log.error('the response does not fit its schema', fields);
      return failure(500, messageOf(error));
    }
  }

  #inLine(member: CommandMember, call: () => Promise<CommandResult>): Promise<CommandResult> {
    const turn = (this.#lines.get(member) ?? Promise.resolve()).then(call);
    this.#lines.set(member, turn); // a call never rejects, so the line never breaks
    return turn;
  }

  #warner({ component, command }: CommandOperation): (message: string) => void {
    return (message) =>
      this.context.log.warn('command request', { component, command, warning: message });
  }
}

function failure(status: number, message: string): CommandResult {
  return { status, payload: { message } };
}
