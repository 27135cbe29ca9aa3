import type { Logger } from '../logger.js';
import type { ExtensionPlugin, SessionEvent } from '../plugin/extension.js';
import { messageOf } from './context.js';

/** Has extensions told what becomes of a session. None of them can break it. */
export function accompany(
  event: SessionEvent,
  extensions: readonly ExtensionPlugin[],
  log: Logger | undefined,
): void {
  for (const extension of extensions) {
    const tell = (hook: string, call: () => unknown): void =>
      void told(extension, { hook, call, log });
    tell('onSession', () => extension.onSession?.(event));
    if (extension.onStateChange) {
      event.session.onStateChange((state) =>
        tell('onStateChange', () => extension.onStateChange?.({ ...event, state })),
      );
    }
    if (extension.onClosed) {
      void event.session.closed.then((cause) =>
        tell('onClosed', () => extension.onClosed?.({ ...event, cause })),
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
async function told({ name }: ExtensionPlugin, { hook, call, log }: Hook): Promise<void> {
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
