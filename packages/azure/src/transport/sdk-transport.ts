import type { AuthenticationProvider } from 'azure-iot-common';
import { Mqtt } from 'azure-iot-device-mqtt';
import { MqttBase } from 'azure-iot-mqtt-base';

/** A direct method as Microsoft's transport emits it. */
export interface MethodMessage {
  readonly requestId: string;
  readonly methods: { readonly methodName: string };
  readonly body: Uint8Array;
}

const METHOD_EVENT = 'method_';
const TWIN_STATUS = /^\$iothub\/twin\/res\/(\d+)\//;

/**
 * Microsoft's MQTT transport with two gaps closed. It emits one event per method *name*, so a method
 * nobody registered is never answered: here they all arrive in one place. And it drops the status of
 * twin answers: here it can be read in the answer's callback.
 */
export class SdkTransport extends Mqtt {
  onMethod: (message: MethodMessage) => void = () => {};
  #twinStatus = 0;

  constructor(provider: AuthenticationProvider) {
    const base = new MqttBase();
    // Listens before the twin client does, so that the status is there when a callback runs.
    base.on('message', (topic: string) => this.#noteStatus(topic));
    super(provider, base);
  }

  /** The status of the twin answer whose callback is running. */
  get twinStatus(): number {
    return this.#twinStatus;
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (typeof event !== 'string' || !event.startsWith(METHOD_EVENT))
      return super.emit(event, ...args);
    this.onMethod(args[0] as MethodMessage);
    return true;
  }

  #noteStatus(topic: string): void {
    const [, status] = TWIN_STATUS.exec(topic) ?? [];
    if (status !== undefined) this.#twinStatus = Number(status);
  }
}
