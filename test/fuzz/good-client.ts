import type { IPublishPacket } from 'mqtt-packet';
import { expect } from 'vitest';
import type { Hub } from '../../packages/hub/src/hub.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import type { FuzzHub } from './fuzz-hub.js';

const NO_KEEP_ALIVE = 0;

/** A client that does nothing wrong, and must not notice what others do. */
export class GoodClient implements AsyncDisposable {
  readonly #client: MqttTestClient;
  readonly #hub: FuzzHub;
  #last = 0;

  private constructor(client: MqttTestClient, hub: FuzzHub) {
    this.#client = client;
    this.#hub = hub;
  }

  static async connect(hub: FuzzHub): Promise<GoodClient> {
    const { port, hostName, ca, good } = hub.place;
    // All that a client needs of a hub in another process.
    const there = { port, hostName, ca, connectionString: () => good } as unknown as Hub;
    const options = { target: 'good', keepalive: NO_KEEP_ALIVE, clean: true };
    const client = await MqttTestClient.connected(there, options);
    client.socket.setNoDelay(true);
    await client.subscribe('$iothub/twin/res/#', '$iothub/methods/POST/#');
    return new GoodClient(client, hub);
  }

  /** Telemetry is acknowledged, a twin is read, a method arrives and its answer too. */
  async isServed(): Promise<void> {
    this.#last = (this.#last % 0xffff) + 1;
    const number = this.#last;
    const client = this.#client;
    client.publish('devices/good/messages/events/', `{"n":${number}}`, {
      qos: 1,
      messageId: number,
    });
    expect(await client.expect('puback')).toMatchObject({ messageId: number });
    client.publish(`$iothub/twin/GET/?$rid=${number}`, '');
    const twin: IPublishPacket = await client.expect('publish');
    expect(twin.topic).toBe(`$iothub/twin/res/200/?$rid=${number}`);
    const invoked = this.#hub.invoke(number);
    const { topic, payload } = await client.expect('publish');
    client.publish(topic.replace('POST/echo', 'res/200'), payload.toString());
    expect(await invoked).toEqual({ status: 200, payload: number });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }
}
