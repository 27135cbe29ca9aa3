import type { HubFlags } from '../hub-access/hub-flags.js';
import { withService } from '../hub-access/with-service.js';
import { jsonOrText } from '../options/json-text.js';
import { print, tell, type CommandContext } from './command-context.js';

export interface InvokeFlags extends HubFlags {
  /** Milliseconds, as is the other. */
  readonly timeout?: number;
  readonly connectTimeout?: number;
  readonly json?: boolean;
}

export interface Invocation {
  readonly target: string;
  /** `name`, or `component*name`. */
  readonly command: string;
  /** JSON, or a text. */
  readonly payload: string | undefined;
}

/** Invokes a command and prints its answer. A status of failure (400 and above) ends with 1. */
export function invoke(
  { target, command, payload }: Invocation,
  flags: InvokeFlags,
  context: CommandContext,
): Promise<void> {
  const json = payload === undefined ? null : jsonOrText(payload, 'the payload');
  return withService(flags, context, async (service) => {
    const answer = await service.invoke(target, command, json, {
      signal: context.stop.signal,
      timeoutMs: flags.timeout,
      connectTimeoutMs: flags.connectTimeout,
    });
    const isFailure = answer.status >= 400;
    if (flags.json === true) print(context, JSON.stringify(answer));
    else {
      // a script has the payload alone on standard output, and has to see why it failed
      if (isFailure) context.stderr.write(`status ${answer.status}\n`);
      else tell(context, `status ${answer.status}`);
      print(context, JSON.stringify(answer.payload, null, 2));
    }
    if (isFailure) context.exitWith(1);
  });
}
