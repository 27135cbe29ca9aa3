import { isJsonObject, type PnpError } from '@iotpnp/model';
import { sleep } from '../clock.js';
import type { Compiled } from '../compile/compiled.js';
import { isConnectionError, type ConnectionError } from '../plugin/connection-error.js';
import type { DeviceIdentity } from '../plugin/identity.js';
import { memoryStateStore, type StateStore } from '../plugin/state-store.js';
import type { ConnectRequest, Link, Twin } from '../plugin/transport.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, type SessionContext } from './context.js';
import { appFailure, pluginFailure, told, unreadable } from './connector-failures.js';
import { withDeadline } from './deadline.js';
import { deferred } from './deferred.js';
import type { Endpoint } from './endpoint.js';
import { Reprovisioning } from './reprovisioning.js';
import type { HostOptions, SessionState } from './session.types.js';
import { Sink } from './sink.js';
import { checkAuth, checkIdentity, receivesOf } from './wiring.js';

const PROVISION_DEADLINE_MS = 120_000;
const CONNECT_DEADLINE_MS = 60_000;
const TWIN_DEADLINE_MS = 30_000;
const DISPOSE_DEADLINE_MS = 1_000;
/** Refused credentials do not mend themselves soon: every 1 to 15 minutes, half of it by chance. */
const REFUSED_FIRST_MS = 120_000;
const REFUSED_MOST_MS = 900_000;
/** A hub may ask for patience, but not for ever. */
const MOST_ASKED_MS = 86_400_000;
/** How long a link must have stood for the back-off to begin anew. */
const STABLE_MS = 30_000;

export interface ConnectorOptions {
  readonly context: SessionContext;
  readonly host: HostOptions;
  readonly device: string | undefined;
  readonly compiled: Compiled;
  readonly endpoint: Endpoint;
  readonly onState: (state: SessionState) => void;
}

/** Provisions, connects, and connects again: the only retry there is, whatever the plugins. */
export class Connector {
  readonly #backoff;
  readonly #refused;
  readonly #reprovisioning: Reprovisioning;
  readonly #state: StateStore;
  #identity: DeviceIdentity | undefined;
  /** The last that was connected. */
  #previous: DeviceIdentity | undefined;
  /** The last that was tried. */
  #tried: DeviceIdentity | undefined;
  #link: Link | undefined;
  #everReady = false;
  #readyAtMs: number | undefined;
  #giveUp: (cause: ConnectionError) => void = () => {};
  /** The last reason why there is no link. */
  lastError: PnpError | undefined;

  constructor(readonly options: ConnectorOptions) {
    const { random, clock } = options.context;
    const asksAgain = options.host.provisioning.reprovisions === true;
    this.#reprovisioning = new Reprovisioning({ clock, random, asksAgain });
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

  /** Ends the link that is there, if one is: another is made. */
  giveUp(cause: ConnectionError): void {
    this.#giveUp(cause);
  }

  /** Runs until the session's signal aborts (undefined) or something no retry can mend. */
  async run(): Promise<PnpError | undefined> {
    const { signal } = this.options.context;
    for (let attempt = 0; !signal.aborted; attempt++) {
      const cause = await this.#stay().catch((error: unknown) => error);
      if (signal.aborted || cause === undefined) return undefined;
      if (!isConnectionError(cause)) return this.#fatal(cause);
      if (this.#wasStable()) attempt = 0;
      await this.#wait(cause, attempt);
    }
    return undefined;
  }

  /** One link, from provisioning to its end. Undefined when the session closed it. */
  async #stay(): Promise<unknown> {
    const { context, host, endpoint, compiled, onState } = this.options;
    const { signal, clock, log } = context;
    this.#readyAtMs = undefined;
    const identity = (this.#identity ??= await this.#provision());
    this.#tried = identity;
    checkAuth(host.transport, identity);
    checkIdentity(compiled, host.transport, identity);
    const modelId = compiled.model.id;
    const receives = receivesOf(compiled, host.transport, identity);
    const { hub, deviceId } = identity;
    onState(this.#everReady ? 'reconnecting' : 'connecting');
    const who = { hub, deviceId, ...(identity.moduleId && { moduleId: identity.moduleId }) };
    log.info('connecting', { ...who, modelId, transport: host.transport.name });
    const ended = deferred<unknown>();
    const onAbort = () => ended.resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#giveUp = ended.resolve;
    const failed = (error: unknown) => ended.resolve(appFailure(error));
    const sink: Sink = new Sink({
      endpoint,
      down: ended.resolve,
      failed,
      read: () => this.#resync(sink, failed),
    });
    const lost = ended.promise.then((cause) => {
      throw cause;
    });
    lost.catch(() => {}); // also when nothing below waits for it any more
    endpoint.reading();
    try {
      const deadline = { clock, signal, afterMs: CONNECT_DEADLINE_MS, what: 'connecting' };
      const request = { identity, modelId, receives, sink, log, clock };
      this.#link = await withDeadline(deadline, (aborts) =>
        this.#connect({ ...request, signal: aborts }),
      );
      const twin = await Promise.race([lost, this.#readTwin(this.#link)]);
      if (signal.aborted) return undefined;
      const anew = this.#previous !== undefined && !sameTwin(this.#previous, identity);
      this.#previous = identity;
      this.#everReady = true;
      this.#readyAtMs = clock.now();
      this.#reprovisioning.connected();
      if (!bringOnline(() => endpoint.online(this.#link as Link, twin, { anew }))) sink.resync();
      sink.begin();
      this.lastError = undefined;
      log.info('connected', who);
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
  async #connect(request: ConnectRequest): Promise<Link> {
    const { transport } = this.options.host;
    const link = await transport.connect(request).catch((error: unknown) => {
      throw pluginFailure(transport, error);
    });
    if (!request.signal.aborted) return link;
    await link[Symbol.asyncDispose]();
    throw request.signal.reason;
  }

  async #provision(): Promise<DeviceIdentity> {
    const { context, host, device, compiled, onState } = this.options;
    const modelId = compiled.model.id;
    const { signal, clock, log } = context;
    onState('provisioning');
    const previous = this.#tried;
    const reason = previous ? 'reprovision' : 'start';
    const deadline = { clock, signal, afterMs: PROVISION_DEADLINE_MS, what: 'provisioning' };
    const request = { modelId, device, previous, reason, state: this.#state, log, clock } as const;
    const { provisioning } = host;
    return withDeadline(deadline, (aborts) =>
      provisioning.provision({ ...request, signal: aborts }).catch((error: unknown) => {
        throw pluginFailure(provisioning, error);
      }),
    ).catch((error: unknown) => {
      // A service that is away must not keep a device from the hub it knows.
      if (isConnectionError(error) && error.retry === 'backoff') this.#identity = previous;
      throw error;
    });
  }

  /** @throws {ConnectionError} whatever went wrong: without its twin a link is of no use, and the next may have it. */
  async #readTwin(link: Link): Promise<Twin | undefined> {
    if (!link.twin) return undefined;
    const { clock, signal } = this.options.context;
    const deadline = { clock, signal, afterMs: TWIN_DEADLINE_MS, what: 'reading the twin' };
    try {
      const twin = await withDeadline(deadline, async (aborts) => link.twin?.({ signal: aborts }));
      if (isJsonObject(twin?.desired) && isJsonObject(twin.reported)) return twin;
    } catch (error) {
      throw isConnectionError(error) ? error : unreadable(messageOf(error), error);
    }
    throw unreadable('the hub gave no desired and reported properties');
  }

  /** Reads the twin on a link that stands; a link that cannot is given up. */
  async #resync(sink: Sink, failed: (error: unknown) => void): Promise<boolean> {
    const { endpoint } = this.options;
    const link = this.#link;
    if (!link) return true; // given up meanwhile
    endpoint.reading();
    let twin: Twin | undefined;
    try {
      twin = await this.#readTwin(link);
    } catch (error) {
      sink.down(error as ConnectionError);
      return true;
    }
    if (!twin || !sink.open) return true;
    try {
      return endpoint.resynced(twin);
    } catch (error) {
      failed(error);
      return true;
    }
  }

  /** Told to the app and its log when it ran already; before that, whoever started it is told. */
  #fatal(cause: unknown): PnpError {
    const error = told(cause);
    this.lastError = error;
    const { code, message, hint } = error;
    if (this.#everReady) {
      const fields = { code, error: message, ...(hint !== undefined && { hint }) };
      this.options.context.tell('error', 'the session has ended and does not try again', fields);
    }
    return error;
  }

  #wasStable(): boolean {
    const readyAtMs = this.#readyAtMs;
    return readyAtMs !== undefined && this.options.context.clock.now() - readyAtMs > STABLE_MS;
  }

  async #wait(cause: ConnectionError, attempt: number): Promise<void> {
    const { context, onState } = this.options;
    const { clock, log, signal } = context;
    this.lastError = cause;
    const asksAgain = this.#identity !== undefined && this.#reprovisioning.after(cause);
    if (asksAgain) this.#identity = undefined;
    const refused = cause.retry === 'refused' && !asksAgain;
    const delayMs = (refused ? this.#refused : this.#backoff).delayMs(attempt);
    const asked = Number.isFinite(cause.retryAfterMs) ? (cause.retryAfterMs ?? 0) : 0;
    const askedMs = Math.min(asked, MOST_ASKED_MS);
    const retryInMs = Math.max(delayMs, askedMs);
    const nextTry = new Date(clock.now() + retryInMs).toISOString();
    const { code, message, hint } = cause;
    const fields = {
      code,
      error: message,
      ...(hint !== undefined && { hint }),
      retryInMs,
      nextTry,
    };
    log.warn(refused ? 'the hub refuses this device' : 'no connection to the hub', fields);
    onState(refused ? 'refused' : this.#everReady ? 'reconnecting' : 'connecting');
    await sleep(clock, retryInMs, signal).catch(() => {}); // aborted: the loop ends
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

function sameTwin(a: DeviceIdentity, b: DeviceIdentity): boolean {
  return a.hub === b.hub && a.deviceId === b.deviceId && a.moduleId === b.moduleId;
}

/** What the app's own code throws is not the plugins' fault. */
function bringOnline(online: () => boolean): boolean {
  try {
    return online();
  } catch (error) {
    throw appFailure(error);
  }
}
