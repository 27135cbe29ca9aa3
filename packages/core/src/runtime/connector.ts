import { PnpError, type JsonObject } from '@iotpnp/model';
import { sleep } from '../clock.js';
import { ConnectionError, isConnectionError } from '../plugin/connection-error.js';
import type { DeviceIdentity } from '../plugin/identity.js';
import type { CommandRequest, CommandResult, DeviceSink, Link, Twin } from '../plugin/transport.js';
import { memoryStateStore, type StateStore } from '../plugin/state-store.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, type SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { deferred } from './deferred.js';
import type { HostOptions, SessionState } from './session.types.js';
import { checkAuth } from './wiring.js';

const PROVISION_DEADLINE_MS = 120_000;
const CONNECT_DEADLINE_MS = 60_000;
const TWIN_DEADLINE_MS = 30_000;
const DISPOSE_DEADLINE_MS = 1_000;
/** Refused credentials do not mend themselves soon: every 1 to 15 minutes, half of it by chance. */
const REFUSED_FIRST_MS = 120_000;
const REFUSED_MOST_MS = 900_000;
/** How long a stay that ends must have lasted for the back-off to begin anew. */
const STABLE_MS = 30_000;

/** What lives on a link: it is told when there is one, and what comes over it. */
export interface Endpoint {
  connecting(): void;
  online(link: Link, twin: Twin | undefined, options: { anew: boolean }): void;
  resynced(twin: Twin): void;
  offline(): void;
  /** False when a patch was missed and the twin has to be read again. */
  desired(patch: JsonObject): boolean;
  command(request: CommandRequest): Promise<CommandResult>;
}

export interface ConnectorOptions {
  readonly context: SessionContext;
  readonly host: HostOptions;
  readonly device: string | undefined;
  readonly modelId: string;
  readonly endpoint: Endpoint;
  readonly onState: (state: SessionState) => void;
}

/** Provisions, connects, and connects again: the only retry there is, whatever the plugins. */
export class Connector {
  readonly #backoff;
  readonly #refused;
  readonly #state: StateStore;
  #identity: DeviceIdentity | undefined;
  #previous: DeviceIdentity | undefined;
  #link: Link | undefined;
  #everReady = false;
  /** The last reason why there is no link. */
  lastError: PnpError | undefined;

  constructor(readonly options: ConnectorOptions) {
    const { random } = options.context;
    this.#backoff = exponentialBackoff(1_000, 60_000, random);
    this.#refused = exponentialBackoff(REFUSED_FIRST_MS, REFUSED_MOST_MS, random);
    this.#state = options.host.state ?? memoryStateStore();
  }

  get identity(): DeviceIdentity | undefined {
    return this.#identity ?? this.#previous;
  }

  get link(): Link | undefined {
    return this.#link;
  }

  /** Runs until the session's signal aborts (undefined) or something no retry can mend. */
  async run(): Promise<PnpError | undefined> {
    const { context } = this.options;
    const { signal, clock } = context;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const startedAt = clock.now();
      try {
        const cause = await this.#stay();
        if (!cause) return undefined;
        if (clock.now() - startedAt > STABLE_MS) attempt = 0;
        await this.#wait(cause, attempt);
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!isConnectionError(error)) return fatal(error);
        await this.#wait(error, attempt).catch(() => {}); // aborted: the loop ends
      }
    }
    return undefined;
  }

  /** One link, from provisioning to its end. Undefined when the session closed it. */
  async #stay(): Promise<ConnectionError | undefined> {
    const { context, host, endpoint, modelId, onState } = this.options;
    const { signal, clock, log } = context;
    const identity = (this.#identity ??= await this.#provision());
    checkAuth(host.transport, identity);
    const { hub, deviceId } = identity;
    onState(this.#everReady ? 'reconnecting' : 'connecting');
    log.info('connecting', { hub, deviceId, modelId, transport: host.transport.name });
    const ended = deferred<ConnectionError | undefined>();
    const onAbort = () => ended.resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    endpoint.connecting();
    const sink = new Sink(endpoint, ended.resolve, () => this.#resync(sink));
    try {
      const deadline = { clock, signal, afterMs: CONNECT_DEADLINE_MS, what: 'connecting' };
      this.#link = await withDeadline(deadline, (aborts) =>
        this.#connect({ identity, modelId, sink, signal: aborts, log, clock }),
      );
      const twin = await this.#readTwin(this.#link);
      const anew = this.#previous !== undefined && !sameTwin(this.#previous, identity);
      this.#previous = identity;
      this.#everReady = true;
      endpoint.online(this.#link, twin, { anew });
      log.info('connected', { hub, deviceId, modelId });
      onState('ready');
      return await ended.promise;
    } finally {
      sink.close();
      signal.removeEventListener('abort', onAbort);
      endpoint.offline();
      await this.#dispose();
    }
  }

  /** A link that comes when nobody waits for it any more is closed at once. */
  async #connect(request: Parameters<HostOptions['transport']['connect']>[0]): Promise<Link> {
    const link = await this.options.host.transport.connect(request);
    if (!request.signal.aborted) return link;
    await link[Symbol.asyncDispose]();
    throw request.signal.reason;
  }

  async #provision(): Promise<DeviceIdentity> {
    const { context, host, device, modelId, onState } = this.options;
    const { signal, clock, log } = context;
    onState('provisioning');
    const previous = this.#previous;
    const reason = previous ? 'reprovision' : 'start';
    const deadline = { clock, signal, afterMs: PROVISION_DEADLINE_MS, what: 'provisioning' };
    return withDeadline(deadline, (aborts) =>
      host.provisioning.provision({
        modelId,
        device,
        previous,
        reason,
        state: this.#state,
        signal: aborts,
        log,
        clock,
      }),
    );
  }

  async #readTwin(link: Link): Promise<Twin | undefined> {
    if (!link.twin) return undefined;
    const { clock, signal } = this.options.context;
    const deadline = { clock, signal, afterMs: TWIN_DEADLINE_MS, what: 'reading the twin' };
    return withDeadline(deadline, (aborts) =>
      (link.twin as NonNullable<Link['twin']>)({ signal: aborts }),
    );
  }

  /** Reads the twin on a link that stands; a link that cannot is given up. */
  async #resync(sink: Sink): Promise<void> {
    const link = this.#link;
    if (!link) return; // its first read is still to come
    try {
      const twin = await this.#readTwin(link);
      if (twin && sink.open && this.#link === link) this.options.endpoint.resynced(twin);
    } catch (error) {
      sink.down(isConnectionError(error) ? error : lost(error));
    }
  }

  async #wait(cause: ConnectionError, attempt: number): Promise<void> {
    const { context, onState } = this.options;
    this.lastError = cause;
    if (cause.retry === 'reprovision') this.#identity = undefined;
    const refused = cause.retry === 'refused';
    const delayMs = (refused ? this.#refused : this.#backoff).delayMs(attempt);
    const retryInMs = Math.max(delayMs, cause.retryAfterMs ?? 0);
    const nextTry = new Date(context.clock.now() + retryInMs).toISOString();
    const { code, message, hint } = cause;
    context.log.warn(refused ? 'the hub refuses this device' : 'no connection to the hub', {
      code,
      error: message,
      ...(hint !== undefined && { hint }),
      retryInMs,
      nextTry,
    });
    onState(refused ? 'refused' : this.#everReady ? 'reconnecting' : 'connecting');
    await sleep(context.clock, retryInMs, context.signal);
  }

  async #dispose(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    if (!link) return;
    const { clock, log } = this.options.context;
    const deadline = { clock, afterMs: DISPOSE_DEADLINE_MS, what: 'closing the link' };
    try {
      await withDeadline(deadline, async () => link[Symbol.asyncDispose]());
    } catch (error) {
      log.debug('closing the link failed', { error: messageOf(error) });
    }
  }
}

/** The sink of one link: deaf once that link is given up. */
class Sink implements DeviceSink {
  open = true;
  #resyncing = false;

  constructor(
    readonly endpoint: Endpoint,
    readonly ended: (cause: ConnectionError) => void,
    readonly read: () => Promise<void>,
  ) {}

  close(): void {
    this.open = false;
  }

  desired(patch: JsonObject): void {
    if (this.open && !this.endpoint.desired(patch)) this.resync();
  }

  command(request: CommandRequest): Promise<CommandResult> {
    return this.endpoint.command(request);
  }

  resync(): void {
    if (!this.open || this.#resyncing) return;
    this.#resyncing = true;
    void this.read().finally(() => {
      this.#resyncing = false;
    });
  }

  down(cause: ConnectionError): void {
    if (this.open) this.ended(cause);
  }
}

function sameTwin(a: DeviceIdentity, b: DeviceIdentity): boolean {
  return a.hub === b.hub && a.deviceId === b.deviceId && a.moduleId === b.moduleId;
}

function fatal(error: unknown): PnpError {
  if (error instanceof Error && error.name === 'PnpError') return error as PnpError;
  return new PnpError('PNP_PLUGIN_FAILED', `a plugin failed: ${messageOf(error)}`, {
    cause: error,
  });
}

function lost(error: unknown): ConnectionError {
  return new ConnectionError('PNP_CONNECTION_LOST', messageOf(error), {
    retry: 'backoff',
    cause: error,
  });
}
