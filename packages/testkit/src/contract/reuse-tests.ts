import assert from 'node:assert/strict';
import { Command, Component, Interface, Property, Reject, Telemetry, Writable } from '@iotpnp/core';
import type { ContractTest } from './contract-test.js';

/** What every machine of a maker has. */
@Interface('dtmi:com:example:Machine;1')
class Machine {
  #speed = 1;
  @Telemetry('double') temperature?: number;
  @Property('string') maker = 'Contoso';
  @Writable('integer') get speed(): number {
    return this.#speed;
  }
  set speed(value: number) {
    if (value > this.limit()) throw new Reject(`above ${this.limit()}`);
    this.#speed = value;
  }
  @Command({ response: 'string' }) describe(): string {
    return `${this.maker} at ${this.speed}`;
  }
  protected limit(): number {
    return 10;
  }
}

@Interface('dtmi:com:example:Press;1')
class Press extends Machine {
  @Property('integer') strokes = 0;
  override maker = 'Fabrikam';
  protected override limit(): number {
    return 3;
  }
}

@Interface('dtmi:com:example:Hall;1')
class Hall extends Press {
  @Component(Machine) lathe = new Machine();
  @Component(Machine) mill = new Machine();
  @Component(Press) press = new Press();
}

/** A class used more than once: as the base of others, under several names. */
export const reuseTests: readonly ContractTest[] = [
  {
    name: 'reuse: a device has the members of its base classes, run by its own code',
    needs: ['twin', 'commands', 'modelId'],
    async run(bench) {
      const app = new Press();
      const session = await bench.start(app);
      await bench.settled(session);
      assert.equal(bench.hub.connects[0]?.modelId, 'dtmi:com:example:Press;1');
      const { maker, strokes } = bench.twin.reported;
      assert.deepEqual({ maker, strokes }, { maker: 'Fabrikam', strokes: 0 });
      const version = bench.twin.desire({ speed: 4 });
      const refused = { value: 1, ac: 400, av: version, ad: 'above 3' };
      assert.deepEqual(await bench.ack('speed', version), refused);
      app.temperature = 5;
      assert.deepEqual((await bench.nextTelemetry()).body, { temperature: 5 });
      const described = await bench.commands.invoke('describe');
      assert.deepEqual(described, { status: 200, payload: 'Fabrikam at 1' });
    },
  },
  {
    name: 'reuse: one interface under several names, and on the device itself, keeps each to itself',
    needs: ['twin', 'commands'],
    async run(bench) {
      const app = new Hall();
      const session = await bench.start(app);
      await bench.settled(session);
      const version = bench.twin.desire({
        speed: 2,
        lathe: { speed: 9 },
        mill: { speed: 11 },
        press: { speed: 3 },
      });
      const paths = ['speed', 'lathe/speed', 'mill/speed', 'press/speed'];
      const answers = [];
      for (const path of paths) answers.push((await bench.ack(path, version))['value']);
      assert.deepEqual(answers, [2, 9, 1, 3]);
      const makers = [app.lathe, app.mill, app.press, app].map(({ speed }) => speed);
      assert.deepEqual(makers, [9, 1, 3, 2]);
      app.mill.temperature = 7;
      const { component, body } = await bench.nextTelemetry();
      assert.deepEqual({ component, body }, { component: 'mill', body: { temperature: 7 } });
      const described = await bench.commands.invoke('press*describe');
      assert.deepEqual(described, { status: 200, payload: 'Fabrikam at 3' });
    },
  },
];
