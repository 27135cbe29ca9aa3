import type { PnpError } from '@iotpnp/model';
import type { Receiver } from 'rhea';
import type { Attachment } from '../reading.js';
import type { AmqpConnection } from './amqp-connection.js';
import { amqpError, faultOf } from './amqp-error.js';

/** Links as what is read: over when one of them is, or their connection. */
export function attachmentOf(
  connection: AmqpConnection,
  receivers: readonly Receiver[],
  subject: string,
): Attachment {
  let forget = (): unknown => undefined;
  const ended = new Promise<PnpError>((resolve) => {
    forget = connection.onEnd(resolve);
    for (const receiver of receivers) {
      const end = (): void => resolve(amqpError(faultOf(receiver.error), subject));
      receiver.once('receiver_error', end);
      receiver.once('receiver_close', end);
    }
  });
  const close = (): void => {
    forget();
    for (const receiver of receivers) receiver.close();
  };
  return { ended, close };
}
