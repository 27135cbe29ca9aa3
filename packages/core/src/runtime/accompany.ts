import type { Logger } from '../logger.js';
import type { ExtensionPlugin, SessionEvent } from '../plugin/extension.js';
import { messageOf } from './context.js';

/** Who may be told of sessions: extensions, and middleware, which may have no name. */
type Companion = Pick<ExtensionPlugin, 'onSession' | 'onStateChange' | 'onClosed'> & {
  readonly name?: string;
};

/** Has them told what becomes of a session. None of them can break it. */
export function accompany(
  event: SessionEvent,
  companions: readonly Companion[],
  log: Logger | undefined,
): void {
  for (const companion of companions) {
    const tell = (hook: string, call: () => unknown): void =>
      void told(companion, { hook, call, log });
    tell('onSession', () => companion.onSession?.(event));
    if (companion.onStateChange) {
      event.session.onStateChange((state) =>
        tell('onStateChange', () => companion.onStateChange?.({ ...event, state })),
      );
    }
    if (companion.onClosed) {
      void event.session.closed.then((cause) =>
        tell('onClosed', () => companion.onClosed?.({ ...event, cause })),
      );
    }
  }
}

interface Hook {
  readonly hook: string;
  readonly call: () => unknown;
  readonly log: Logger | undefined;
}

/** Never rejects. */
async function told({ name = 'middleware' }: Companion, { hook, call, log }: Hook): Promise<void> {
  try {
    await call();
  } catch (error) {
    log?.warn('a plugin failed', {
      code: 'PNP_PLUGIN_FAILED',
      plugin: name,
      hook,
      error: messageOf(error),
    });
  }
}
