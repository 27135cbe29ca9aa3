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

/** Tells of messages that the client cannot take apart, in place of throwing where nobody can catch it. */
class GuardedBase extends MqttBase {
  onUnreadable: (topic: string, error: unknown) => void = () => {};
  twinStatus = 0;

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
    }
  }
}

/**
 * Microsoft's MQTT transport with three gaps closed. It emits one event per method *name*, so a method
 * nobody registered is never answered: here they all arrive in one place. It drops the status of
 * twin answers: here it can be read in the answer's callback. And it throws out of a socket event
 * what the hub sent amiss: here that is told.
 */
export class SdkTransport extends Mqtt {
  onMethod: (message: MethodMessage) => void = () => {};
  readonly #base: GuardedBase;

  constructor(provider: AuthenticationProvider) {
    const base = new GuardedBase();
    super(provider, base);
    this.#base = base;
  }

  /** Called with the topic of a message that could not be taken apart. */
  set onUnreadable(listener: (topic: string, error: unknown) => void) {
    this.#base.onUnreadable = listener;
  }

  /** The status of the twin answer whose callback is running; 0 when it is none. */
  get twinStatus(): number {
    return this.#base.twinStatus;
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (typeof event !== 'string' || !event.startsWith(METHOD_EVENT)) {
      return super.emit(event, ...args);
    }
    this.onMethod(args[0] as MethodMessage);
    return true;
  }
}
