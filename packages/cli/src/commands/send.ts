import type { Feedback, Reading, SendOptions } from '@iotpnp/service';
import { cliError } from '../error-codes.js';
import type { HubFlags } from '../hub-access/hub-flags.js';
import { withService } from '../hub-access/with-service.js';
import { print, tell, type CommandContext } from './command-context.js';

const WAIT_MS = 60_000;

export interface SendFlags extends HubFlags {
  readonly property?: Readonly<Record<string, string>>;
  readonly messageId?: string;
  readonly contentType?: string;
  readonly ack?: NonNullable<SendOptions['ack']>;
  readonly wait?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

/** Sends a message to a device and prints its id; with `--wait` also what became of it. */
export function send(
  { deviceId, body }: { deviceId: string; body: string },
  flags: SendFlags,
  context: CommandContext,
): Promise<void> {
  return withService(flags, context, async (service) => {
    const { signal } = context.stop;
    const ack = flags.ack ?? (flags.wait === true ? 'full' : undefined);
    const late = AbortSignal.timeout(flags.timeout ?? WAIT_MS);
    const feedback = service.feedback({ signal: AbortSignal.any([signal, late]) });
    if (flags.wait === true) await feedback.open();
    const messageId = await service.send(deviceId, body, {
      ...(flags.messageId !== undefined && { messageId: flags.messageId }),
      ...(flags.contentType !== undefined && { contentType: flags.contentType }),
      ...(flags.property !== undefined && { properties: flags.property }),
      ...(ack !== undefined && { ack }),
      signal,
    });
    if (flags.wait !== true) {
      print(context, flags.json === true ? JSON.stringify({ messageId }) : messageId);
      return;
    }
    tell(context, `sent ${messageId}, waiting for the device`);
    const told = await feedbackOf(messageId, feedback);
    signal.throwIfAborted();
    if (told === undefined) throw nothingTold(deviceId);
    print(context, flags.json === true ? JSON.stringify(told) : `${messageId} ${told.status}`);
    if (told.status !== 'Success') context.exitWith(1);
  });
}

async function feedbackOf(
  messageId: string,
  feedback: Reading<Feedback>,
): Promise<Feedback | undefined> {
  for await (const told of feedback) if (told.messageId === messageId) return told;
  return undefined;
}

function nothingTold(deviceId: string): Error {
  return cliError('PNP_NO_FEEDBACK', `nothing was told in time: it waits for device ${deviceId}`, {
    hint: 'start the device, or wait longer with --timeout 5m',
    where: { key: '--wait' },
  });
}
