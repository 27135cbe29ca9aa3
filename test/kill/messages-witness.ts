import { expect } from 'vitest';
import type { IPublishPacket } from 'mqtt-packet';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { addDevice, keyOf } from './add-device.js';
import type { HubProcess } from './hub-process.js';
import { roundTrip } from './round-trip.js';
import type { Random, Run, Witness } from './witness.js';

const ID = 'listening';
const KEY = keyOf(ID);
const MOST_PENDING = 40;
const MESSAGE_ID = /%24\.mid=(\d+)(?:&|$)/u;

/** A message as the device or its sender knows of it, under the number it was sent with. */
interface Known {
  /** Whether the hub said it had it. */
  isSure: boolean;
  /** What it came by, once it came. */
  deliveryId?: number | undefined;
  /** Whether the device has acknowledged it: the hub may not have heard. */
  isAcknowledged: boolean;
}

/** A back end that numbers its messages, and a device that acknowledges most of them. */
export class MessagesWitness implements Witness {
  readonly #random: Random;
  readonly #known = new Map<number, Known>();
  #client: MqttTestClient | undefined;
  #last = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  async prepare(hub: HubProcess): Promise<void> {
    await addDevice(hub, ID, KEY);
    await using client = await MqttTestClient.connected(hub, { target: ID, key: KEY });
    await client.subscribeAt(1, `devices/${ID}/messages/devicebound/#`);
  }

  async write(run: Run): Promise<void> {
    await Promise.all([this.#send(run), this.#receive(run)]);
  }

  /** The device comes back without a SUBSCRIBE. */
  async check(hub: HubProcess): Promise<void> {
    const client = await MqttTestClient.open(hub);
    this.#client = client;
    expect((await client.connect({ target: ID, key: KEY })).sessionPresent).toBe(true);
    const received = await roundTrip(client);
    const numbers = received.map(numberOf);
    expect(numbers, 'the order of messages').toEqual(numbers.toSorted((a, b) => a - b));
    const sure = [...this.#known].filter(
      ([, { isSure, isAcknowledged }]) => isSure && !isAcknowledged,
    );
    expect(numbers, 'messages that wait').toEqual(
      expect.arrayContaining(sure.map(([number]) => number)),
    );
    for (const packet of received) {
      const known = this.#known.get(numberOf(packet));
      expect(known, `message ${numberOf(packet)}, which is done with`).toBeDefined();
      const { deliveryId } = known ?? {};
      if (deliveryId === undefined) continue;
      expect([packet.messageId, packet.dup], 'the same delivery again').toEqual([deliveryId, true]);
    }
    this.#known.clear();
    for (const packet of received) this.#received(packet);
    await this.#complete(received.slice(0, Math.ceil((received.length * 2) / 3)), client);
  }

  async #send(run: Run): Promise<void> {
    while (!run.isOver) {
      if (this.#known.size >= MOST_PENDING) {
        await run.hub.ask('pending', ID);
        continue;
      }
      this.#last += 1;
      const number = this.#last;
      this.#known.set(number, { isSure: false, isAcknowledged: false });
      await run.hub.ask('send', ID, number);
      const known = this.#known.get(number);
      if (known !== undefined) known.isSure = true;
      run.acknowledged();
    }
  }

  async #receive(run: Run): Promise<void> {
    const client = this.#client;
    if (client === undefined) throw new Error('not connected');
    await using _ = client;
    while (!run.isOver) {
      const received = await roundTrip(client);
      for (const packet of received) this.#received(packet);
      const open = received.filter(() => this.#random(3) > 0);
      await this.#complete(open, client);
      if (open.length > 0) run.acknowledged();
    }
  }

  #received(packet: IPublishPacket): void {
    const { isSure = true } = this.#known.get(numberOf(packet)) ?? {};
    const { messageId: deliveryId } = packet;
    this.#known.set(numberOf(packet), { isSure, deliveryId, isAcknowledged: false });
  }

  /** Acknowledges, and waits until the hub must have heard. */
  async #complete(packets: readonly IPublishPacket[], client: MqttTestClient): Promise<void> {
    for (const packet of packets) {
      const known = this.#known.get(numberOf(packet));
      if (known !== undefined) known.isAcknowledged = true;
      client.acknowledge(packet);
    }
    for (const packet of await roundTrip(client)) this.#received(packet);
    for (const packet of packets) this.#known.delete(numberOf(packet));
  }
}

function numberOf({ topic }: IPublishPacket): number {
  return Number(MESSAGE_ID.exec(topic)?.[1]);
}
