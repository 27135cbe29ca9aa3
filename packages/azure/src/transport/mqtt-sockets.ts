import type { MqttBase } from 'azure-iot-mqtt-base';

/** A PUBLISH as mqtt.js hands it on. */
interface Publish {
  readonly qos: 0 | 1 | 2;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly messageId?: number;
}

/** What is used of mqtt.js (4.3) that Microsoft's client does not show. Nothing but this file reaches so deep. */
interface MqttClient {
  readonly connected: boolean;
  readonly stream: { destroy(): void };
  /** Acknowledges the packet once `done` is called without an error; the packets behind it wait for the call. */
  handleMessage: (packet: Publish, done: (error?: Error) => void) => void;
  _sendPacket(packet: { readonly cmd: 'puback'; readonly messageId: number }): void;
  emit(event: 'outgoingEmpty'): boolean;
}

interface MqttLibrary {
  connect(uri: string, options: object): MqttClient;
}

interface Delivery {
  readonly messageId: number;
  handled: boolean;
}

/** Topics whose messages the app acknowledges: cloud-to-device messages and module inputs. */
export const TO_THE_APP = /^devices\/[^/]+\/(?:messages\/devicebound|modules\/[^/]+\/inputs)\//;

/** Goes on to the next packet without the acknowledgement: mqtt.js asks for no more than an error. */
const ACKNOWLEDGED_LATER = new Error('acknowledged once the app has handled it');

/**
 * The sockets that Microsoft's client opens, one after another as tokens are renewed. It ends them only
 * when all is acknowledged, and acknowledges messages before anyone has handled them: here both can
 * be done otherwise.
 */
export class MqttSockets {
  readonly #acknowledgements = new WeakMap<Uint8Array, () => void>();
  #client: MqttClient | undefined;
  #destroyed = false;

  constructor(base: MqttBase) {
    // The constructor of MqttBase takes a library too, but then it would have to be a dependency of its own.
    const holder = base as unknown as { mqttProvider: MqttLibrary };
    const library = holder.mqttProvider;
    holder.mqttProvider = {
      connect: (uri, options) => this.#adopt(library.connect(uri, options)),
    };
  }

  /** Ends the socket without a goodbye, and each one that is still to come. */
  destroy(): void {
    this.#destroyed = true;
    if (this.#client) end(this.#client);
  }

  /** The acknowledgement of the message that has this very payload; whoever asks first has it. */
  claim(payload: Uint8Array): () => void {
    const acknowledge = this.#acknowledgements.get(payload);
    this.#acknowledgements.delete(payload);
    return acknowledge ?? (() => {});
  }

  #adopt(client: MqttClient): MqttClient {
    this.#client = client;
    if (this.#destroyed) end(client);
    const deliveries: Delivery[] = [];
    client.handleMessage = ({ qos, topic, payload, messageId }, done) => {
      if (qos !== 1 || messageId === undefined || !TO_THE_APP.test(topic)) {
        done();
        return;
      }
      const delivery: Delivery = { messageId, handled: false };
      deliveries.push(delivery);
      this.#acknowledgements.set(payload, () => {
        delivery.handled = true;
        sendAcknowledgements(client, deliveries);
      });
      done(ACKNOWLEDGED_LATER);
    };
    return client;
  }
}

function end(client: MqttClient): void {
  client.stream.destroy();
  client.emit('outgoingEmpty'); // its `end` waits for acknowledgements, and then for this
}

/** In the order of arrival, as MQTT wants it (3.1.1, 4.6). What a lost connection brought is brought again by the next. */
function sendAcknowledgements(client: MqttClient, deliveries: Delivery[]): void {
  while (deliveries[0]?.handled) {
    const { messageId } = deliveries.shift() as Delivery;
    // oxlint-disable-next-line no-underscore-dangle -- mqtt.js has no other way to say it
    if (client.connected) client._sendPacket({ cmd: 'puback', messageId });
  }
}
