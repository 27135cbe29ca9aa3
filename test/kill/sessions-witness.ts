import { expect } from 'vitest';
import type { IPublishPacket } from 'mqtt-packet';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { addDevice, keyOf } from './add-device.js';
import type { HubProcess } from './hub-process.js';
import { roundTrip } from './round-trip.js';
import type { Random, Run, Witness } from './witness.js';

const MOST_CHECKED = 3;
const METHOD = /^\$iothub\/methods\/POST\/ping\/\?\$rid=(.+)$/u;

type Kind = 'desired' | 'methods' | 'messages';
type Certainty = 'no' | 'doubt' | 'yes';

interface Subscriber {
  readonly id: string;
  /** Whether its session has begun. */
  session: Certainty;
  readonly subscriptions: Record<Kind, Certainty>;
}

/** Devices that connect, subscribe to one thing after the other, and back from some of it. */
export class SessionsWitness implements Witness {
  readonly #random: Random;
  #subscribers: Subscriber[] = [];
  #last = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  async prepare(): Promise<void> {}

  async write(run: Run): Promise<void> {
    while (!run.isOver) {
      this.#last += 1;
      const id = `subscriber${this.#last}`;
      await addDevice(run.hub, id, keyOf(id));
      const subscriptions = { desired: 'no', methods: 'no', messages: 'no' } as const;
      const subscriber: Subscriber = { id, session: 'doubt', subscriptions: { ...subscriptions } };
      this.#subscribers.push(subscriber);
      await using client = await MqttTestClient.connected(run.hub, { target: id, key: keyOf(id) });
      subscriber.session = 'yes';
      run.acknowledged();
      await this.#subscribe(subscriber, client, run);
    }
  }

  async check(hub: HubProcess): Promise<void> {
    const checked = this.#subscribers.slice(-MOST_CHECKED);
    for (const subscriber of checked) await checkSubscriber(subscriber, hub);
    this.#subscribers = [];
  }

  async #subscribe({ id, subscriptions }: Subscriber, client: MqttTestClient, run: Run) {
    const kinds: Kind[] = this.#random(2) === 0 ? ['desired', 'methods'] : ['methods', 'messages'];
    for (const kind of kinds) {
      subscriptions[kind] = 'doubt';
      await client.subscribeAt(1, filterOf(kind, id));
      subscriptions[kind] = 'yes';
      run.acknowledged();
    }
    const [given] = kinds;
    if (given === undefined || this.#random(2) === 0) return;
    subscriptions[given] = 'doubt';
    client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [filterOf(given, id)] });
    await client.expect('unsuback');
    subscriptions[given] = 'no';
    run.acknowledged();
  }
}

/** Comes back without a SUBSCRIBE, and sees what reaches it. */
async function checkSubscriber(subscriber: Subscriber, hub: HubProcess): Promise<void> {
  const { id, session, subscriptions } = subscriber;
  await using client = await MqttTestClient.open(hub);
  const connected = await client.connect({ target: id, key: keyOf(id) });
  expect(connected.returnCode).toBe(0);
  if (session === 'yes') expect(connected.sessionPresent, `the session of ${id}`).toBe(true);
  await hub.ask('desire', id, { n: 1 });
  expectIf(subscriptions.desired, await published(client, '$iothub/twin/PATCH'), id);
  await hub.ask('send', id, 'message');
  expectIf(subscriptions.messages, await published(client, `devices/${id}/messages`), id);
  if (subscriptions.methods === 'yes') await checkMethod(client, hub, id);
  if (subscriptions.methods === 'no') {
    await expect(hub.ask('invoke', id)).rejects.toThrow('takes no methods');
  }
}

async function checkMethod(client: MqttTestClient, hub: HubProcess, id: string): Promise<void> {
  const response = hub.ask('invoke', id);
  await Promise.race([answerMethod(client), response]);
  expect(await response).toEqual({ status: 200, payload: { ok: true } });
}

async function answerMethod(client: MqttTestClient): Promise<void> {
  const [, rid = ''] = METHOD.exec((await client.expect('publish')).topic) ?? [];
  client.publish(`$iothub/methods/res/200/?$rid=${rid}`, '{"ok":true}');
}

async function published(
  client: MqttTestClient,
  topic: string,
): Promise<readonly IPublishPacket[]> {
  return (await roundTrip(client)).filter((packet) => packet.topic.startsWith(topic));
}

function expectIf(certainty: Certainty, packets: readonly IPublishPacket[], id: string): void {
  if (certainty !== 'doubt') expect(packets.length, id).toBe(certainty === 'yes' ? 1 : 0);
}

function filterOf(kind: Kind, id: string): string {
  const filters = {
    desired: '$iothub/twin/PATCH/properties/desired/#',
    methods: '$iothub/methods/POST/#',
    messages: `devices/${id}/messages/devicebound/#`,
  };
  return filters[kind];
}
