import type {
  CommandResult,
  ConnectionError,
  ConnectRequest,
  Link,
  TelemetryMessage,
} from '@iotpnp/core';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { connectFailure } from './connect-failure.js';
import {
  commandsTopic,
  responsesTopic,
  statusTopic,
  telemetryPayload,
  telemetryTopic,
} from './topics.js';

/** How long a broker may take to end a connection that was closed in order. */
const CLOSE_GRACE_MS = 500;
const PORTS = { mqtt: 1883, mqtts: 8883 } as const;

export interface AcmeLinkOptions {
  readonly tls: boolean;
  readonly keepAliveSeconds: number;
}

/** One connection of one device to its broker. It never connects again by itself: the session does. */
export class AcmeLink implements Link {
  readonly native: MqttClient;
  readonly #pending = new Set<(error: Error) => void>();
  #opened = false;
  #closing: Promise<void> | undefined;
  #ended: Error | undefined;
  /** What the client complained of last. */
  #cause: Error | undefined;

  static async open(request: ConnectRequest, options: AcmeLinkOptions): Promise<AcmeLink> {
    const { identity, signal } = request;
    signal.throwIfAborted();
    if (identity.auth.kind !== 'sas') throw new TypeError('this transport takes keys alone');
    // the same each time, so that the password file of any broker will do
    const password = await identity.auth.sign(identity.deviceId, signal);
    signal.throwIfAborted();
    const link = new AcmeLink(request, { ...options, password });
    const abort = () => link.#end(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await link.#begin();
      signal.throwIfAborted();
      link.#opened = true;
      return link;
    } catch (error) {
      link.#end(error as Error);
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  private constructor(
    readonly request: ConnectRequest,
    { tls, keepAliveSeconds, password }: AcmeLinkOptions & { readonly password: string },
  ) {
    const { deviceId, hub, gateway, ca } = request.identity;
    const protocol = tls ? 'mqtts' : 'mqtt';
    const [host = '', port = PORTS[protocol]] = (gateway ?? hub).split(':');
    const settings: IClientOptions = {
      protocol,
      host,
      port: Number(port),
      clientId: deviceId,
      username: deviceId,
      password,
      keepalive: keepAliveSeconds,
      reconnectPeriod: 0,
      will: { topic: statusTopic(deviceId), payload: offline(), qos: 1, retain: true },
      ...(ca !== undefined && { ca }),
    };
    this.native = connect(settings);
    this.native.on('error', (error) => {
      this.#cause = error;
    });
    this.native.on('close', () => this.#end(connectFailure(this.#cause, hub)));
    this.native.on('message', (topic, payload) => this.#received(topic, payload.toString()));
  }

  telemetry(message: TelemetryMessage): Promise<void> {
    const topic = telemetryTopic(this.request.identity.deviceId, message.component);
    return this.#publish(topic, telemetryPayload(message));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** Resolves when the broker has let the device in, listens to what it asks for, and knows what it is. */
  async #begin(): Promise<void> {
    const { identity, modelId } = this.request;
    await this.#call((done) => this.native.once('connect', () => done()));
    const commands = `${commandsTopic(identity.deviceId)}+`;
    await this.#call((done) => this.native.subscribe(commands, { qos: 1 }, done));
    const status = JSON.stringify({ online: true, modelId });
    await this.#publish(statusTopic(identity.deviceId), status, true);
  }

  #publish(topic: string, payload: string, retain = false): Promise<void> {
    return this.#call((done) => this.native.publish(topic, payload, { qos: 1, retain }, done));
  }

  /** A call of the client, which forgets some of them when its connection ends. */
  #call(make: (done: (error?: Error | null) => void) => void): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise<void>((resolve, reject) => {
      this.#pending.add(reject);
      make((error) => {
        this.#pending.delete(reject);
        if (error) reject(connectFailure(error, this.request.identity.hub));
        else resolve();
      });
    });
  }

  #received(topic: string, payload: string): void {
    if (this.#closing || this.#ended) return;
    const { deviceId } = this.request.identity;
    const id = topic.slice(commandsTopic(deviceId).length);
    void this.#answered(payload)
      .then((answer) => this.#publish(responsesTopic(deviceId) + id, JSON.stringify(answer)))
      .catch((error: unknown) => {
        this.request.log.debug('an answer did not reach its caller', { error: String(error) });
      });
  }

  async #answered(payload: string): Promise<CommandResult> {
    const { name, payload: given } = requestOf(payload);
    if (name === undefined) return { status: 400, payload: { message: 'no name' } };
    return this.request.sink.command({ name, payload: given });
  }

  /** The connection is over: at once for the client, and for whoever waits. */
  #end(why: Error): void {
    if (this.#ended) return;
    this.#ended = why;
    for (const reject of this.#pending) reject(why);
    this.native.end(true);
    if (this.#opened && !this.#closing) this.request.sink.down(why as ConnectionError);
  }

  async #close(): Promise<void> {
    if (this.#ended) return;
    const { identity, clock } = this.request;
    this.native.publish(statusTopic(identity.deviceId), offline(), { qos: 0, retain: true });
    await new Promise<void>((resolve) => {
      const cancel = clock.after(CLOSE_GRACE_MS, resolve);
      this.native.end(false, () => {
        cancel();
        resolve();
      });
    });
    this.#end(connectFailure(new Error('it was closed'), identity.hub));
  }
}

function offline(): string {
  return JSON.stringify({ online: false });
}

function requestOf(text: string): { readonly name?: string; readonly payload?: unknown } {
  try {
    const { name, payload } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof name === 'string' ? { name, payload } : {};
  } catch {
    return {}; // it is answered: the caller learns what it lacks
  }
}
