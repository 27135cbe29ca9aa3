import { PnpError, type InterfaceModel } from '@iotpnp/model';
import { systemClock } from '../clock.js';
import { compile } from '../compile/compile.js';
import type { Compiled } from '../compile/compiled.js';
import type { Class } from '../draft.js';
import { silentLogger } from '../logger.js';
import { ConnectionError } from '../plugin/connection-error.js';
import type { DeviceIdentity } from '../plugin/identity.js';
import type { CallOptions, TransportPlugin } from '../plugin/transport.js';
import { Connector } from './connector.js';
import { firstTimes, messageOf, type SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { deferred } from './deferred.js';
import { Device } from './device.js';
import { checkedOperation, checkOutput, outputMessage } from './send-check.js';
import type {
  HostOptions,
  OutputMessage,
  SendMessage,
  Session,
  SessionOptions,
  SessionState,
  UploadContent,
} from './session.types.js';
import { counters, statsOf, type SessionStats } from './stats.js';
import { upload } from './upload.js';
import { checkWiring } from './wiring.js';

const FLUSH_ON_CLOSE_MS = 1_000;

/** One device's life, from provisioning to the last disposal. */
export class RunningSession implements Session {
  readonly model: InterfaceModel;
  readonly #options: SessionOptions & { readonly afterClose: (session: Session) => Promise<void> };
  readonly #closed = deferred<PnpError | undefined>();
  readonly #controller = new AbortController();
  readonly #context: SessionContext;
  readonly #device: Device;
  readonly #connector: Connector;
  readonly #transport: TransportPlugin;
  readonly #listeners = new Set<(state: SessionState) => void>();
  #state: SessionState = 'idle';
  #running: Promise<PnpError | undefined> | undefined;
  #closing: Promise<void> | undefined;

  /** @throws {PnpError} when the class, the instance or the plugins do not fit; nothing runs then. */
  constructor(
    app: object,
    host: HostOptions,
    options: SessionOptions & { readonly afterClose: (session: Session) => Promise<void> },
  ) {
    this.#options = options;
    const compiled = compiledOf(app);
    checkWiring(compiled, host, options);
    this.#transport = host.transport;
    this.model = compiled.model;
    const log = host.log ?? silentLogger;
    this.#context = {
      log,
      clock: host.clock ?? systemClock,
      random: host.random ?? Math.random,
      middleware: host.middleware ?? [],
      signal: this.#controller.signal,
      counters: counters(),
      first: firstTimes(),
      tell: (level, message, fields) => {
        log[level](message, fields);
        this.#device.problem(message, fields);
      },
    };
    const { maxMessageBytes } = host.transport.supports;
    const { initialAck = 200, telemetryQueue = {}, telemetry = {}, device } = options;
    const stalled = () => this.#connector.giveUp(takesNothing());
    this.#device = new Device(this.#context, app, compiled, {
      initialAck,
      maxMessageBytes,
      telemetryQueue,
      telemetry,
      stalled,
    });
    this.#connector = new Connector({
      context: this.#context,
      host,
      device,
      compiled,
      endpoint: this.#device,
      onState: (state) => this.#enter(state),
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  get closed(): Promise<PnpError | undefined> {
    return this.#closed.promise;
  }

  get identity(): DeviceIdentity | undefined {
    return this.#connector.identity;
  }

  get native(): unknown {
    return this.#connector.link?.native;
  }

  onStateChange(listener: (state: SessionState) => void): () => void {
    const own = (state: SessionState) => listener(state); // so that one function may listen twice
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  get stats(): SessionStats {
    return statsOf(this.#context.counters, this.#device.waiting);
  }

  send(message: SendMessage): void {
    this.#checkOpen();
    if (message.output !== undefined) checkOutput(message.output, this.identity);
    const part = this.#device.part(message.component);
    this.#device.send(checkedOperation(message, part, this.#context.clock.now()));
  }

  sendToOutput(output: string, message: OutputMessage): void {
    this.#checkOpen();
    checkOutput(output, this.identity);
    this.#device.sendRaw(outputMessage(output, message, this.#context.clock.now()));
  }

  async upload(name: string, content: UploadContent, options: CallOptions = {}): Promise<void> {
    this.#checkOpen();
    const { link } = this.#device;
    const { signal: closed } = this.#controller;
    const signal = options.signal ? AbortSignal.any([closed, options.signal]) : closed;
    const place = { transport: this.#transport, identity: this.identity, link };
    await upload(place, { name, content }, { signal });
  }

  flush(): Promise<void> {
    return this.#device.flush();
  }

  /** Connects; resolves at the first `ready`. @throws {PnpError} `PNP_CONNECT_TIMEOUT`, `PNP_SESSION_CLOSED`, or what no retry can mend. */
  async start(): Promise<void> {
    const { signal, connectTimeoutMs } = this.#options;
    const onAbort = () => void this.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    void this.closed.then(() => signal?.removeEventListener('abort', onAbort));
    const ready = deferred<void>();
    const unlisten = this.onStateChange((state) => {
      if (state === 'ready') ready.resolve();
    });
    const cancelTimeout =
      connectTimeoutMs === undefined
        ? () => {}
        : this.#context.clock.after(connectTimeoutMs, () =>
            ready.reject(this.#timeout(connectTimeoutMs)),
          );
    this.#running = this.#connector.run();
    const ended = this.#running.then((error) => {
      throw (
        error ?? new PnpError('PNP_SESSION_CLOSED', 'the session was closed before it was ready')
      );
    });
    if (signal?.aborted) onAbort();
    try {
      await Promise.race([ready.promise, ended]);
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      unlisten();
      cancelTimeout();
    }
    ended.catch(() => this.close()); // what ends the session later is told by `closed`
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const { clock, log } = this.#context;
    await this.#device.stopProducing();
    if (this.#state === 'ready') {
      const deadline = { clock, afterMs: FLUSH_ON_CLOSE_MS, what: 'sending what was pending' };
      await withDeadline(deadline, () => this.flush()).catch((error: unknown) => {
        log.warn('closed before all was sent', { error: messageOf(error) });
      });
    }
    this.#controller.abort(new PnpError('PNP_SESSION_CLOSED', 'the session is closed'));
    const error = await this.#running;
    try {
      await this.#device.close();
      this.#enter('closed');
      this.#listeners.clear();
      await this.#options.afterClose(this);
    } finally {
      this.#closed.resolve(error);
    }
  }

  #enter(state: SessionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#context.log.debug('session state', { state });
    const cause = state === 'ready' ? undefined : this.#connector.lastError;
    this.#device.connectionChanged({ state, connected: state === 'ready', cause });
    if (state === 'ready') {
      this.#context.counters.connects += 1;
      this.#device.started(this);
    }
    for (const listener of this.#listeners) {
      try {
        listener(state);
      } catch (error) {
        this.#context.log.error('a state listener failed', { error: messageOf(error) });
      }
    }
  }

  #checkOpen(): void {
    if (!this.#controller.signal.aborted) return;
    throw new PnpError('PNP_SESSION_CLOSED', 'the session is closed');
  }

  #timeout(ms: number): PnpError {
    const { lastError } = this.#connector;
    const why = lastError ? `: ${lastError.message}` : '';
    return new PnpError('PNP_CONNECT_TIMEOUT', `not connected within ${ms / 1000} s${why}`, {
      hint: lastError?.hint ?? 'check that the hub runs and can be reached from here',
      cause: lastError,
    });
  }
}

function takesNothing(): ConnectionError {
  return new ConnectionError('PNP_DEADLINE', 'the link takes no telemetry any more', {
    retry: 'backoff',
  });
}

function compiledOf(app: object): Compiled {
  if (typeof app === 'function') {
    const { name } = app as { name: string };
    throw new PnpError('PNP_APP_NOT_AN_INSTANCE', `${name} is a class, not an instance of one`, {
      hint: `pass new ${name}()`,
      where: { class: name },
    });
  }
  const type = (app as Partial<object> | null)?.constructor;
  if (typeof type === 'function') return compile(type as Class);
  throw new PnpError('PNP_APP_NOT_AN_INSTANCE', 'the app is no instance of a class', {
    hint: 'pass an instance of a class with @Interface',
  });
}
