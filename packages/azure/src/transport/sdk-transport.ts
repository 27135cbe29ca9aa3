import type { AuthenticationProvider, TransportConfig } from 'azure-iot-common';
import { Mqtt } from 'azure-iot-device-mqtt';
import { MqttBase, type MqttBaseTransportConfig } from 'azure-iot-mqtt-base';
import { MqttSockets } from './mqtt-sockets.js';
import type { Done } from './pending-calls.js';
import { webSocketUri, type WebSocketOptions } from './web-sockets.js';

/** A direct method as Microsoft's transport emits it. */
export interface MethodMessage {
  readonly requestId: string;
  readonly methods: { readonly methodName: string };
  readonly body: Uint8Array;
}

const METHOD_EVENT = 'method_';
const TWIN_ANSWERS = '$iothub/twin/res/#';
const TWIN_STATUS = /^\$iothub\/twin\/res\/(\d+)\//;
const AT_LEAST_ONCE = { qos: 1, retain: false } as const;
/** What a SUBACK has in place of a quality of service. */
const REFUSED = 0x80;

type Subscribe = MqttBase['subscribe'];

/** Microsoft's connection, with what its own transport has no use for. */
class OpenBase extends MqttBase {
  readonly sockets = new MqttSockets(this);
  readonly #granted = new Set<string>();
  onUnreadable: (topic: string, error: unknown) => void = () => {};
  twinStatus = 0;

  /** Tells of messages that the client cannot take apart, in place of throwing where nobody can catch it. */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'message') return super.emit(event, ...args);
    const topic = String(args[0]);
    this.twinStatus = Number(TWIN_STATUS.exec(topic)?.[1] ?? 0);
    try {
      return super.emit(event, ...args);
    } catch (error) {
      this.onUnreadable(topic, error);
      return true;
    } finally {
      this.twinStatus = 0;
      this.sockets.claim(args[1] as Uint8Array)(); // nobody took it: the hub would send it again for ever
    }
  }

  /** Asks for each topic once; a refusal is an error. */
  override subscribe(...[topic, options, done]: Parameters<Subscribe>): void {
    if (this.#granted.has(topic)) {
      done();
      return;
    }
    super.subscribe(topic, options, (error, grants: readonly { readonly qos: number }[] = []) => {
      const refused = grants.some(({ qos }) => qos >= REFUSED);
      if (!error && !refused) this.#granted.add(topic);
      done(refused ? new Error(`the hub refuses the subscription to ${topic}`) : error, grants);
    });
  }
}

/**
 * Microsoft's MQTT transport with its gaps closed. It emits one event per method *name*, so a method
 * nobody registered is never answered: here they all arrive in one place. It drops the status of
 * twin answers: here it can be read in the answer's callback. It throws out of a socket event what the
 * hub sent amiss: here that is told. It makes JSON of every message for a log nobody reads: here one
 * can be sent without. And it ends a socket that does not answer after minutes: here at once.
 */
export class SdkTransport extends Mqtt {
  onMethod: (message: MethodMessage) => void = () => {};
  readonly #base: OpenBase;

  constructor(
    provider: AuthenticationProvider,
    readonly webSockets: WebSocketOptions | undefined,
  ) {
    const base = new OpenBase();
    super(provider, base);
    this.#base = base;
  }

  /** Microsoft's own class for WebSockets knows no port but 443. */
  protected override _getBaseTransportConfig(
    credentials: TransportConfig,
  ): MqttBaseTransportConfig {
    // oxlint-disable-next-line no-underscore-dangle -- the one place where the address is made
    const config = super._getBaseTransportConfig(credentials);
    if (this.webSockets === undefined) return config;
    return { ...config, uri: webSocketUri(credentials.gatewayHostName ?? credentials.host) };
  }

  /** Called with the topic of a message that could not be taken apart. */
  set onUnreadable(listener: (topic: string, error: unknown) => void) {
    this.#base.onUnreadable = listener;
  }

  /** The status of the twin answer whose callback is running; 0 when it is none. */
  get twinStatus(): number {
    return this.#base.twinStatus;
  }

  /** Twin requests subscribe to their answers one round trip before the first of them, unless this was called. */
  enableTwinAnswers(done: Done<void>): void {
    this.#base.subscribe(TWIN_ANSWERS, { qos: 0 }, (error) => done(error));
  }

  /** Publishes at least once; `done` when the hub has acknowledged it, or the connection is gone. */
  publish(topic: string, body: string, done: (error?: Error) => void): void {
    this.#base.publish(topic, body, AT_LEAST_ONCE, done);
  }

  /** The acknowledgement of a message, by its payload. A message that nobody claims while it is emitted is acknowledged at once. */
  claim(payload: Uint8Array): () => void {
    return this.#base.sockets.claim(payload);
  }

  /** Ends the socket without a goodbye, answer or no answer. */
  destroy(): void {
    this.#base.sockets.destroy();
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (typeof event !== 'string' || !event.startsWith(METHOD_EVENT)) {
      return super.emit(event, ...args);
    }
    this.onMethod(args[0] as MethodMessage);
    return true;
  }
}
