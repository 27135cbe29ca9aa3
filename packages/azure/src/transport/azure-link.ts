import type { JsonObject } from '@iotpnp/model';
import {
  isConnectionError,
  type CallOptions,
  type ConnectionError,
  type ConnectRequest,
  type FileUpload,
  type Link,
  type TelemetryMessage,
  type Twin,
} from '@iotpnp/core';
import type { Message } from 'azure-iot-common';
import type { Client, ModuleClient } from 'azure-iot-device';
import { HubAgent } from '../upload/hub-agent.js';
import { uploadFile } from '../upload/upload-file.js';
import { connectFailure, disconnected, sendFailure } from './classify.js';
import { credentialsOf, type Credentials } from './credentials.js';
import { inboundMessage } from './inbound.js';
import { answer, decoded } from './methods.js';
import { TO_THE_APP } from './mqtt-sockets.js';
import { PendingCalls, type Done } from './pending-calls.js';
import { sdkClient } from './sdk-client.js';
import { SdkTransport } from './sdk-transport.js';
import { telemetryTopics } from './telemetry-topic.js';
import { TwinRequests } from './twin-requests.js';
import type { TokenTimes } from './token-provider.js';
import { webSocketAgent, type WebSocketOptions } from './web-sockets.js';

/** How long the hub may take to end a connection that was closed in order. */
const CLOSE_GRACE_MS = 500;
/** Properties travel percent-encoded in the topic, and MQTT has no longer ones. */
const MAX_TOPIC_BYTES = 65_535;

export interface LinkOptions extends TokenTimes {
  readonly keepAliveSeconds: number;
  /** MQTT in WebSockets instead of TLS alone. */
  readonly webSockets: WebSocketOptions | undefined;
}

/** One connection of one device or module through Microsoft's client. Its own retry is off: the session has it. */
export class AzureLink implements Link {
  readonly native: Client | ModuleClient;
  readonly #provider: Credentials;
  readonly #transport: SdkTransport;
  readonly #twin: TwinRequests;
  readonly #topicOf: (message: TelemetryMessage) => string;
  readonly #calls = new PendingCalls();
  #closing: Promise<void> | undefined;
  /** Why there is no connection any more: from then on the client's own errors say nothing. */
  #ended: ConnectionError | undefined;

  /** A connected link with its subscriptions made. @throws {ConnectionError} when the hub cannot be reached or refuses. */
  static async open(request: ConnectRequest, options: LinkOptions): Promise<AzureLink> {
    request.signal.throwIfAborted();
    const link = new AzureLink(request, options);
    const onAbort = () => void link.#close().catch(() => {}); // the attempt below rejects
    request.signal.addEventListener('abort', onAbort, { once: true });
    try {
      await link.#connect();
      return link;
    } catch (error) {
      await link.#close().catch(() => {}); // why it failed to open says more
      throw isConnectionError(error) ? error : connectFailure(error, request.identity.hub);
    } finally {
      request.signal.removeEventListener('abort', onAbort);
    }
  }

  private constructor(
    readonly request: ConnectRequest,
    readonly options: LinkOptions,
  ) {
    const { identity, clock } = request;
    this.#provider = credentialsOf(identity, clock, options);
    this.#transport = new SdkTransport(this.#provider, options.webSockets);
    this.#twin = new TwinRequests(this.#transport, this.#calls, identity.hub);
    this.#topicOf = telemetryTopics(identity);
    this.native = sdkClient(identity, this.#provider.forRequests(), this.#transport);
  }

  /** Straight to the connection: on the way through Microsoft's client each message would be made JSON for a log. */
  telemetry(message: TelemetryMessage): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const done = (error?: Error) => {
        if (error) reject(sendFailure(error, this.request.identity.hub));
        else resolve();
      };
      try {
        const topic = this.#topicOf(message);
        if (topic.length > MAX_TOPIC_BYTES)
          throw new RangeError('its properties fill more than a topic of MQTT');
        this.#transport.publish(topic, message.body, done);
      } catch (error) {
        done(error as Error);
      }
    });
  }

  async twin(): Promise<Twin> {
    if (this.#ended) throw this.#ended;
    return this.#twin.read();
  }

  async report(patch: JsonObject): Promise<void> {
    if (this.#ended) throw this.#ended;
    await this.#twin.report(patch);
  }

  /** Not for modules: core asks for none. */
  async upload(file: FileUpload, { signal }: CallOptions = {}): Promise<void> {
    if (this.#ended) throw this.#ended;
    const { identity, log } = this.request;
    await this.#provider.prove();
    signal?.throwIfAborted();
    const client = this.native as Client;
    await uploadFile(file, { client, calls: this.#calls, identity, log }, signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }

  async #connect(): Promise<void> {
    const { identity, modelId, receives } = this.request;
    const { hub, ca } = identity;
    const { keepAliveSeconds: keepalive } = this.options;
    const transport = this.#transport;
    this.#listen();
    const http = { agent: new HubAgent({ host: hub, ca, auth: identity.auth }) };
    const mqtt = webSocketAgent(this.options.webSockets);
    await this.native.setOptions({
      modelId,
      keepalive,
      http,
      ...(ca !== undefined && { ca }),
      ...(mqtt && { mqtt }),
    });
    await this.#provider.prove();
    await this.#calls.call((done) => transport.connect(done));
    const subscriptions: ((done: Done<unknown>) => void)[] = [
      (done) => transport.enableMethods(done),
      (done) => transport.enableTwinDesiredPropertiesUpdates(done),
      (done) => transport.enableTwinAnswers(done),
    ];
    if (receives.cloudMessages) subscriptions.push((done) => transport.enableC2D(done));
    if (receives.inputs) subscriptions.push((done) => transport.enableInputMessages(done));
    await Promise.all(subscriptions.map((subscribe) => this.#calls.call(subscribe)));
  }

  #listen(): void {
    const { sink, log } = this.request;
    const transport = this.#transport;
    const calls = this.#calls;
    this.native.on('error', () => {}); // without a listener it would throw; the call that failed rejects as well
    this.native.on('disconnect', (cause: { transportObj?: unknown }) =>
      this.#down(cause.transportObj),
    );
    transport.onMethod = (message) => void answer(message, { transport, calls, sink, log });
    transport.onUnreadable = (topic, error) => this.#unreadable(topic, error);
    transport.on('twinDesiredPropertiesUpdate', (patch: JsonObject) => sink.desired(patch));
    transport.on('message', (message: Message) => void this.#receive(message));
    transport.on(
      'inputMessage',
      (input: string, message: Message) => void this.#receive(message, decoded(input) ?? input),
    );
    // The client reconnects with its new token and tells nobody; what was changed meanwhile it never gets.
    this.#provider.on('newTokenAvailable', () => setImmediate(() => sink.resync()));
    this.#provider.on('renewalFailed', (error) => this.#down(error));
  }

  /** Over MQTT a message can only be completed, whatever the app says; until it does the hub keeps it. */
  async #receive(message: Message, input?: string): Promise<void> {
    const acknowledge = this.#transport.claim(message.getBytes());
    await this.request.sink.message(inboundMessage(message, input));
    if (!this.#closing) acknowledge();
  }

  /**
   * The hub sent what the client cannot take apart: a message is dropped, desired properties are read again, anything
   * else ends the link.
   */
  #unreadable(topic: string, error: unknown): void {
    const { sink, log } = this.request;
    const toTheApp = TO_THE_APP.exec(topic)?.[0];
    log.warn('the hub sent what cannot be read', { topic: toTheApp ?? topic.split('?')[0] });
    if (toTheApp !== undefined) return;
    if (topic.startsWith('$iothub/twin/PATCH/properties/desired/')) sink.resync();
    else this.#down(error);
  }

  #down(error: unknown): void {
    if (this.#closing) return;
    const cause = disconnected(error, this.request.identity.hub);
    this.#ended ??= cause;
    this.#calls.end(cause);
    this.request.sink.down(cause);
  }

  #close(): Promise<void> {
    return (this.#closing ??= this.#closeClient());
  }

  /** In order if the hub answers soon; the client itself would wait for it, or for acknowledgements, for minutes. */
  async #closeClient(): Promise<void> {
    const { identity, clock } = this.request;
    const transport = this.#transport;
    transport.onMethod = () => {};
    for (const event of ['twinDesiredPropertiesUpdate', 'message', 'inputMessage']) {
      transport.removeAllListeners(event);
    }
    this.#ended ??= disconnected('the link was closed', identity.hub);
    this.#calls.end(this.#ended);
    let cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = clock.after(CLOSE_GRACE_MS, resolve);
    });
    try {
      await Promise.race([this.native.close(), late]);
    } finally {
      cancel();
      transport.destroy();
      this.#provider.dispose();
    }
  }
}
