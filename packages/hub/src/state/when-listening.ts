import type { HubClock } from '../clock.js';
import type { SubscriptionKind } from '../hub-event.js';
import { targetOf } from '../target.js';
import type { Connections } from './connections.js';
import type { EventLog } from './event-log.js';

interface Reach {
  readonly clock: HubClock;
  readonly log: EventLog;
  readonly connections: Connections;
}

interface Awaited {
  readonly kind: SubscriptionKind;
  /** 0 waits for nothing. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until a target listens, or the time is over. Ends only after what the target sent has been
 * answered, so that nothing reaches it before its own CONNACK or SUBACK.
 * @throws the signal's reason
 */
export async function whenListening(
  { clock, log, connections }: Reach,
  target: string,
  { kind, timeoutMs, signal }: Awaited,
): Promise<void> {
  const isListening = (): boolean => connections.listening(target, kind) !== undefined;
  if (timeoutMs === 0 || isListening()) return;
  const endings: (() => void)[] = [];
  try {
    await new Promise<void>((resolve) => {
      endings.push(
        clock.after(timeoutMs, resolve),
        log.watch((event) => {
          if (event.type !== 'connected' && event.type !== 'subscribed') return;
          if (targetOf(event) === target && isListening()) resolve();
        }),
        () => signal.removeEventListener('abort', onAbort),
      );
      const onAbort = (): void => resolve();
      signal.addEventListener('abort', onAbort);
    });
  } finally {
    for (const end of endings) end();
  }
  signal.throwIfAborted();
}
