import type { JsonObject } from '@iotpnp/model';
import type { InboundMessage, MessageOutcome } from '../plugin/inbound-message.js';
import type { CommandRequest, CommandResult, Link, Twin } from '../plugin/transport.js';

/** What lives on a link: it is told when there is one, and what comes over it. */
export interface Endpoint {
  /** A twin is about to be read: what is pushed from now on waits for it. */
  reading(): void;
  /** There is a link and its twin has been read. False when a patch was missed meanwhile. */
  online(link: Link, twin: Twin | undefined, options: { anew: boolean }): boolean;
  /** The twin was read again on the same link. False when a patch was missed meanwhile. */
  resynced(twin: Twin): boolean;
  offline(): void;
  /** False when a patch was missed and the twin has to be read again. */
  desired(patch: JsonObject): boolean;
  command(request: CommandRequest): Promise<CommandResult>;
  /** Never rejects. `gone` aborts when the link that brought it is. */
  message(message: InboundMessage, gone: AbortSignal): Promise<MessageOutcome>;
}
