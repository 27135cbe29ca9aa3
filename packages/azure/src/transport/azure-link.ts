import type { JsonObject } from '@iotpnp/model';
import {
  isConnectionError,
  type CommandResult,
  type ConnectRequest,
  type Link,
  type SasAuth,
  type TelemetryMessage,
  type Twin,
} from '@iotpnp/core';
import common, { type Message } from 'azure-iot-common'; // CommonJS: Node cannot see its named exports
import { Client, type DeviceMethodResponse } from 'azure-iot-device';
import { connectFailure, disconnected, sendFailure, twinFailure } from './classify.js';
import { PendingCalls, type Done } from './pending-calls.js';
import { SdkTransport, type MethodMessage } from './sdk-transport.js';
import { TokenProvider, type TokenTimes } from './token-provider.js';

/** One connection of one device through Microsoft's client. Its own retry is off: the session has it. */
export class AzureLink implements Link {
  readonly native: Client;
  readonly #provider: TokenProvider;
  readonly #transport: SdkTransport;
  readonly #calls = new PendingCalls();
  #closing: Promise<void> | undefined;

  /** A connected link with its subscriptions made. @throws {ConnectionError} when the hub cannot be reached or refuses. */
  static async open(request: ConnectRequest, times: TokenTimes): Promise<AzureLink> {
    const link = new AzureLink(request, times);
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
    times: TokenTimes,
  ) {
    const { identity, clock } = request;
    const auth = identity.auth as SasAuth; // the plugin accepts no other kind
    this.#provider = new TokenProvider({ ...identity, auth }, clock, times);
    const transport = new SdkTransport(this.#provider);
    this.#transport = transport;
    // The client makes its transport itself; this one is made already, as its answers are needed here.
    const given = class {
      constructor() {
        return transport;
      }
    };
    this.native = Client.fromAuthenticationProvider(this.#provider, given);
    this.native.setRetryPolicy(new common.NoRetry());
  }

  async telemetry(message: TelemetryMessage): Promise<void> {
    try {
      await this.#calls.call((done) => this.#transport.sendEvent(encoded(message), done));
    } catch (error) {
      throw sendFailure(error, this.request.identity.hub);
    }
  }

  async twin(): Promise<Twin> {
    // The client's types know of no `$version`; the document has it.
    const twin: unknown = await this.#twinCall((done) => this.#transport.getTwin(done));
    return twin as Twin;
  }

  async report(patch: JsonObject): Promise<void> {
    await this.#twinCall((done) => this.#transport.updateTwinReportedProperties(patch, done));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }

  async #connect(): Promise<void> {
    const { identity, modelId, sink } = this.request;
    const { ca } = identity;
    const transport = this.#transport;
    this.native.on('error', () => {}); // without a listener it would throw; the call that failed rejects as well
    this.native.on('disconnect', (cause: { transportObj?: unknown }) =>
      this.#down(cause.transportObj),
    );
    transport.onMethod = (message) => void this.#answer(message);
    transport.onUnreadable = (topic, error) => this.#unreadable(topic, error);
    transport.on('twinDesiredPropertiesUpdate', (patch: JsonObject) => sink.desired(patch));
    // The client reconnects with its new token and tells nobody; what was changed meanwhile it never gets.
    this.#provider.on('newTokenAvailable', () => setImmediate(() => sink.resync()));
    this.#provider.on('renewalFailed', (error) => this.#down(error));
    await this.native.setOptions({ modelId, ...(ca !== undefined && { ca }) });
    await this.#provider.prove();
    await this.#calls.call((done) => transport.connect(done));
    await this.#calls.call((done) => transport.enableMethods(done));
    await this.#calls.call((done) => transport.enableTwinDesiredPropertiesUpdates(done));
  }

  async #twinCall<T>(start: (done: Done<T>) => void): Promise<T | undefined> {
    let status = 0;
    const answered = this.#calls.call<T>((done) =>
      start((error, answer) => {
        status = this.#transport.twinStatus;
        done(error, answer);
      }),
    );
    const result = await answered.catch((error: unknown) => {
      throw status >= 300
        ? twinFailure(status, error)
        : sendFailure(error, this.request.identity.hub);
    });
    if (status >= 300) throw twinFailure(status, 'no reason given');
    return result;
  }

  async #answer({ requestId, methods, body }: MethodMessage): Promise<void> {
    const { sink, log } = this.request;
    const name = decoded(methods.methodName);
    const result: CommandResult =
      name === undefined
        ? { status: 400, payload: { message: 'the name of the method cannot be read' } }
        : await sink.command({ name, payload: parsed(body) });
    try {
      const answer = response(requestId, result);
      await this.#calls.call((done) => this.#transport.sendMethodResponse(answer, done));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn('a command was not answered', { command: name, error: reason });
    }
  }

  /** The hub sent what the client cannot take apart: desired properties are read again, anything else ends the link. */
  #unreadable(topic: string, error: unknown): void {
    const { sink, log } = this.request;
    log.warn('the hub sent what cannot be read', { topic: topic.split('?')[0] });
    if (topic.startsWith('$iothub/twin/PATCH/properties/desired/')) sink.resync();
    else this.#down(error);
  }

  #down(error: unknown): void {
    if (this.#closing) return;
    const cause = disconnected(error, this.request.identity.hub);
    this.#calls.end(cause);
    this.request.sink.down(cause);
  }

  #close(): Promise<void> {
    return (this.#closing ??= this.#closeClient());
  }

  async #closeClient(): Promise<void> {
    const { hub } = this.request.identity;
    this.#transport.removeAllListeners('twinDesiredPropertiesUpdate');
    this.#calls.end(disconnected('the link was closed', hub));
    try {
      await this.native.close();
    } finally {
      this.#provider.dispose();
    }
  }
}

function encoded(telemetry: TelemetryMessage): Message {
  const { body, contentType, contentEncoding, properties, createdAt } = telemetry;
  const message = new common.Message(body);
  message.contentType = contentType as 'application/json'; // its type knows no other
  message.contentEncoding = contentEncoding;
  message.properties.add('$.ctime', createdAt.toISOString());
  for (const [key, value] of Object.entries(properties)) message.properties.add(key, value);
  return message;
}

/** Undefined when its percent-encoding is broken. */
function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** `undefined` for no body; a body that is no JSON is passed on as text, for the schema to refuse. */
function parsed(body: Uint8Array): unknown {
  const text = Buffer.from(body).toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What the transport reads of a response: it never calls its methods. */
function response(requestId: string, { status, payload }: CommandResult): DeviceMethodResponse {
  return { requestId, status, payload } as unknown as DeviceMethodResponse;
}
