import { expect } from 'vitest';
import { addDevice, keyOf } from './add-device.js';
import type { HubProcess } from './hub-process.js';
import type { Run, Witness } from './witness.js';

const ID = 'desired';

/** A back end that changes tags and desired properties of one twin together, over REST. */
export class DesiredWitness implements Witness {
  #sent = 0;
  #acknowledged = 0;

  prepare(hub: HubProcess): Promise<void> {
    return addDevice(hub, ID, keyOf(ID));
  }

  async write(run: Run): Promise<void> {
    while (!run.isOver) {
      this.#sent += 1;
      const n = this.#sent;
      await run.hub.rest('PATCH', `/twins/${ID}`, {
        tags: { n },
        properties: { desired: { n } },
      });
      this.#acknowledged = n;
      run.acknowledged();
    }
  }

  async check(hub: HubProcess): Promise<void> {
    const { desired } = await hub.twin(ID);
    const { n = 0, $version } = desired;
    const { tags } = JSON.parse(await hub.rest('GET', `/twins/${ID}`)) as { tags?: { n?: number } };
    expect([this.#acknowledged, this.#sent], 'the last desired value').toContain(n);
    expect($version).toBe(Number(n) + 1);
    expect(tags?.n ?? 0, 'tags and desired properties change together').toBe(n);
    this.#sent = Number(n);
    this.#acknowledged = this.#sent;
  }
}
