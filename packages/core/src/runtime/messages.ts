import { SchemaError } from '@iotpnp/model';
import { isReject } from '../author-errors.js';
import type { Part } from '../bind/bind.js';
import type { MessageMember } from '../compile/compiled.js';
import type { MessageContext } from '../contexts.js';
import { offlineCommand } from '../convention.js';
import type { InboundMessage, MessageOutcome } from '../plugin/inbound-message.js';
import type { CommandRequest, CommandResult } from '../plugin/transport.js';
import { messageOf, stackOf, type SessionContext } from './context.js';
import { receivedMessage, type ReceivedMessage } from '../received-message.js';

type Handler = (this: object, message: ReceivedMessage, context: MessageContext) => unknown;

interface Listener {
  readonly part: Part;
  readonly member: MessageMember;
}

export interface MessagesOptions {
  readonly parts: readonly Part[];
  readonly command: (request: CommandRequest) => Promise<CommandResult>;
}

/** Messages from the cloud and from other modules on their way to the author's handlers. */
export class Messages {
  readonly #listeners: readonly Listener[];

  constructor(
    readonly context: SessionContext,
    readonly options: MessagesOptions,
  ) {
    this.#listeners = options.parts.flatMap((part) =>
      part.compiled.messages.map((member) => ({ part, member })),
    );
  }

  /** Never rejects. */
  async handle(message: InboundMessage, signal: AbortSignal): Promise<MessageOutcome> {
    const command = message.input === undefined ? offlineCommand(message) : undefined;
    if (command) return this.#command(command);
    const listeners = this.#listeners.filter(({ member }) => member.input === message.input);
    if (listeners.length === 0) {
      const { input, messageId } = message;
      const fields = { code: 'PNP_MESSAGE_UNHANDLED', input, messageId };
      this.context.log.warn('a message nobody handles was dropped', fields);
      return 'complete';
    }
    const outcomes = listeners.map((listener) => this.#call(listener, message, signal));
    return worst(await Promise.all(outcomes));
  }

  /** There is nobody to answer: what failed is in the log. */
  async #command(request: CommandRequest): Promise<MessageOutcome> {
    const { name } = request;
    const { status } = await this.options.command(request);
    const { log } = this.context;
    if (status < 400) return 'complete';
    log.warn('an offline command failed', { code: 'PNP_COMMAND_FAILED', name, status });
    return 'reject';
  }

  async #call(
    { part, member }: Listener,
    message: InboundMessage,
    gone: AbortSignal,
  ): Promise<MessageOutcome> {
    const signal = AbortSignal.any([gone, this.context.signal]);
    try {
      const method = (part.instance as Record<string, Handler>)[member.key] as Handler;
      await method.call(part.instance, receivedMessage(message), { signal });
      return 'complete';
    } catch (error) {
      const { component } = part;
      const { input, messageId } = message;
      const fields = { component, input, messageId, error: messageOf(error) };
      this.context.log.warn('a message was not handled', {
        code: 'PNP_MESSAGE_FAILED',
        ...fields,
      });
      this.context.log.debug('a message was not handled', { ...fields, stack: stackOf(error) });
      return isReject(error) || error instanceof SchemaError ? 'reject' : 'abandon';
    }
  }
}

const BY_SEVERITY: readonly MessageOutcome[] = ['abandon', 'reject', 'complete'];

function worst(outcomes: readonly MessageOutcome[]): MessageOutcome {
  return BY_SEVERITY.find((outcome) => outcomes.includes(outcome)) ?? 'complete';
}
