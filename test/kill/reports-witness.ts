import { expect } from 'vitest';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { addDevice, keyOf } from './add-device.js';
import type { HubProcess } from './hub-process.js';
import type { Random, Run, Witness } from './witness.js';

const ID = 'reporting';
const KEY = keyOf(ID);
const UNDER_WAY = 3;
const LONGEST_TEXT = 3000;
const ANSWER = /^\$iothub\/twin\/res\/204\/\?\$rid=(\d+)&\$version=(\d+)$/u;

/** A device that reports 1, 2, 3 and so on over MQTT, each report with a text of its own. */
export class ReportsWitness implements Witness {
  readonly #random: Random;
  #sent = 0;
  #acknowledged = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  prepare(hub: HubProcess): Promise<void> {
    return addDevice(hub, ID, KEY);
  }

  async write(run: Run): Promise<void> {
    await using client = await MqttTestClient.connected(run.hub, { target: ID, key: KEY });
    await client.subscribe('$iothub/twin/res/#');
    while (!run.isOver) {
      while (this.#sent - this.#acknowledged < UNDER_WAY) this.#report(client);
      const { topic } = await client.expect('publish');
      const [, rid, version] = ANSWER.exec(topic) ?? [];
      expect(Number(rid)).toBe(this.#acknowledged + 1);
      expect(Number(version)).toBe(Number(rid) + 1);
      this.#acknowledged += 1;
      run.acknowledged();
    }
  }

  async check(hub: HubProcess): Promise<void> {
    const { reported } = await hub.twin(ID);
    const { n = 0, text = '0:', $version } = reported as Record<string, unknown>;
    expect(Number(n), 'the last report').toBeGreaterThanOrEqual(this.#acknowledged);
    expect(Number(n), 'the last report').toBeLessThanOrEqual(this.#sent);
    expect($version).toBe(Number(n) + 1);
    expect(String(text).split(':')[0]).toBe(String(n));
    this.#sent = Number(n);
    this.#acknowledged = Number(n);
  }

  #report(client: MqttTestClient): void {
    this.#sent += 1;
    const text = `${this.#sent}:${'x'.repeat(this.#random(LONGEST_TEXT))}`;
    client.publish(
      `$iothub/twin/PATCH/properties/reported/?$rid=${this.#sent}`,
      JSON.stringify({ n: this.#sent, text }),
    );
  }
}
