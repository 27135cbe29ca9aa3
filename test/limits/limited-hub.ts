import { startHub, type Hub, type HubEvent, type Tier } from '@iotpnp/hub';
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { afterEach, beforeEach, expect } from 'vitest';
import { FakeClock } from '../../packages/hub/test/fake-clock.js';
import { httpsRequest, ownerToken, type Reply } from '../../packages/hub/test/https-request.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';

export const TELEMETRY = 'devices/dev1/messages/events/';
export const REPORT = '$iothub/twin/PATCH/properties/reported/?$rid=';

/** What a test of limits has to do with: a hub of its own, whose time stands still. */
export interface LimitedHub {
  readonly hub: Hub;
  readonly clock: FakeClock;
  readonly events: AsyncIterableIterator<HubEvent>;
}

/** A hub with `dev1` for each test of a file. No timer is left behind. */
export function limitedHub(tier?: Tier): LimitedHub {
  let current: LimitedHub | undefined;
  beforeEach(async () => {
    // Microsoft's client makes its tokens by the machine's clock.
    const clock = new FakeClock(Date.now());
    const hub = await startHub({ port: 0, clock, tier });
    await hub.addDevice('dev1');
    current = { hub, clock, events: hub.events() };
  });
  afterEach(async () => {
    await current?.hub.close();
    expect(current?.clock.armed).toBe(0);
  });
  const now = (): LimitedHub => {
    if (current === undefined) throw new Error('no test runs');
    return current;
  };
  return {
    get hub() {
      return now().hub;
    },
    get clock() {
      return now().clock;
    },
    get events() {
      return now().events;
    },
  };
}

/** A client that hears the answers about its twin. */
export async function twinClient(hub: Hub): Promise<MqttTestClient> {
  const client = await MqttTestClient.connected(hub);
  await client.subscribe('$iothub/twin/res/#', '$iothub/twin/PATCH/properties/desired/#');
  return client;
}

/** A request of a back end. */
export function rest(hub: Hub, method: string, path: string, body?: unknown): Promise<Reply> {
  const address = `${path}?api-version=2021-04-12`;
  const headers = { 'content-type': 'application/json' };
  return httpsRequest(hub, method, address, { token: ownerToken(hub), body, headers });
}

/** What a packet that should be a publish says. */
export function published(packet: Packet | undefined): IPublishPacket {
  if (packet?.cmd === 'publish') return packet;
  throw new Error(`expected a publish, got ${packet?.cmd ?? 'the end'}`);
}
