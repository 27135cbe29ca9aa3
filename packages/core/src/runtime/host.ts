import { PnpError } from '@iotpnp/model';
import { accompany } from './accompany.js';
import { messageOf } from './context.js';
import { RunningSession } from './session.js';
import type { Host, HostOptions, Session, SessionOptions } from './session.types.js';

/** Plugins shared by many sessions: a gateway adds and removes devices as they come and go. */
export function createHost(options: HostOptions): Host {
  return new RunningHost(options);
}

/**
 * Runs one instance of a decorated class as a device: a host of one, closed with its session.
 * @example await using session = await startSession(new Thermostat(), { transport, provisioning });
 */
export async function startSession(
  app: object,
  options: HostOptions & SessionOptions,
): Promise<Session> {
  const host = new RunningHost(options, { closeWithLast: true });
  try {
    return await host.start(app, options);
  } catch (error) {
    await host.close();
    throw error;
  }
}

class RunningHost implements Host {
  readonly #sessions = new Set<Session>();
  #closing: Promise<void> | undefined;
  #disposing: Promise<void> | undefined;

  constructor(
    readonly options: HostOptions,
    readonly life: { readonly closeWithLast?: boolean } = {},
  ) {}

  get sessions(): ReadonlySet<Session> {
    return this.#sessions;
  }

  async start(app: object, options: SessionOptions = {}): Promise<Session> {
    if (this.#closing ?? this.#disposing) {
      throw new PnpError('PNP_HOST_CLOSED', 'the host is closed', { hint: 'make another host' });
    }
    const afterClose = async (closed: Session) => {
      this.#sessions.delete(closed);
      if (this.life.closeWithLast && this.#sessions.size === 0) await this.#disposePlugins();
    };
    const session = new RunningSession(app, this.options, { ...options, afterClose });
    this.#sessions.add(session);
    const { middleware = [], extensions = [], log } = this.options;
    accompany({ session, device: options.device }, [...middleware, ...extensions], log);
    await session.start();
    return session;
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
    await this.#disposePlugins();
  }

  /** One that fails must not keep the others open. */
  async #dispose(plugin: Partial<AsyncDisposable>): Promise<void> {
    try {
      await plugin[Symbol.asyncDispose]?.();
    } catch (error) {
      this.options.log?.warn('closing a plugin failed', {
        code: 'PNP_PLUGIN_FAILED',
        error: messageOf(error),
      });
    }
  }

  /** Once, in the reverse of the order in which they are given. */
  #disposePlugins(): Promise<void> {
    return (this.#disposing ??= (async () => {
      const { transport, provisioning, middleware = [], extensions = [] } = this.options;
      const plugins: readonly object[] = [transport, provisioning, ...middleware, ...extensions];
      for (const plugin of plugins.toReversed()) await this.#dispose(plugin);
    })());
  }
}
