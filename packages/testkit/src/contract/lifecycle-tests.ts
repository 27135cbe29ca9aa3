import assert from 'node:assert/strict';
import {
  Component,
  Interface,
  Property,
  Telemetry,
  Writable,
  type ConnectionChange,
  type Lifecycle,
  type Link,
  type StartContext,
  type TransportPlugin,
  type Twin,
} from '@iotpnp/core';
import type { ContractTest } from './contract-test.js';
import { Plain } from './rows/modules-devices.js';

/** Writes down what the runtime calls, together with its component. */
@Interface('dtmi:com:example:Valve;1')
class Valve implements Lifecycle {
  @Writable('double') opening = 0;
  @Property('double') flow?: number;
  @Telemetry('double') pressure?: number;

  constructor(
    readonly name: string,
    readonly calls: string[],
  ) {}

  onStart({ signal }: StartContext): void {
    this.calls.push(`${this.name} starts at ${this.opening}`);
    signal.addEventListener('abort', () => void this.calls.push(`${this.name} is to end`));
  }
  onStop(): void {
    this.calls.push(`${this.name} stops`);
    this.flow = -1;
  }
}

@Interface('dtmi:com:example:Tank;1')
class Tank extends Valve {
  readonly changes: ConnectionChange[] = [];
  @Component(Valve) valve = new Valve('valve', this.calls);

  onConnectionChange(change: ConnectionChange): void {
    this.changes.push(change);
  }
}

/** Runs where there is nothing but telemetry. */
@Interface('dtmi:com:example:Meter;1')
class Meter {
  @Telemetry('integer') level?: number;
}

/** A life from the first connect to the close, and what the app is told of it. */
export const lifecycleTests: readonly ContractTest[] = [
  {
    name: 'life cycle: onStart is called once, with what the twin desires applied, components first',
    needs: ['twin'],
    async run(bench) {
      const app = new Tank('tank', []);
      bench.twin.desire({ opening: 40, valve: { opening: 41 } });
      const session = await bench.start(app);
      bench.hub.cut('hub');
      await bench.away(session);
      await bench.back(session);
      await bench.settled(session);
      assert.deepEqual(app.calls, ['valve starts at 41', 'tank starts at 40']);
    },
  },
  {
    name: 'life cycle: onStop is called once, after its signal, and what it sets still arrives',
    needs: ['twin'],
    async run(bench) {
      const app = new Tank('tank', []);
      const session = await bench.start(app);
      await bench.settled(session);
      app.calls.length = 0;
      await bench.close(session);
      await bench.close(session);
      const expected = ['valve is to end', 'tank is to end', 'tank stops', 'valve stops'];
      assert.deepEqual(app.calls, expected);
      const reported = () => [bench.twin.reported['flow'], bench.twin.reported['valve']];
      await bench.until('what onStop set', () => reported().every((value) => value !== undefined));
      assert.equal(bench.twin.reported['flow'], -1);
      assert.equal((bench.twin.reported['valve'] as { flow?: number }).flow, -1);
    },
  },
  {
    name: 'life cycle: onConnectionChange tells each state, and why there is no connection',
    needs: ['twin'],
    async run(bench) {
      const app = new Tank('tank', []);
      const session = await bench.start(app);
      bench.hub.cut('socket');
      await bench.away(session);
      await bench.back(session);
      await bench.close(session);
      const states = app.changes.map(({ state }) => state);
      const first = ['provisioning', 'connecting', 'ready'];
      assert.deepEqual(states, [...first, 'reconnecting', 'ready', 'closed']);
      const connected = app.changes.filter((change) => change.connected);
      assert.deepEqual(
        connected.map(({ state }) => state),
        ['ready', 'ready'],
      );
      const causes = app.changes.map(({ cause }) => cause !== undefined);
      assert.deepEqual(causes.slice(0, 5), [false, false, false, true, false]);
    },
  },
  {
    name: 'life cycle: flush ends when the hub has taken what was produced, across a cut',
    needs: ['twin'],
    async run(bench) {
      const app = new Tank('tank', []);
      const session = await bench.start(app);
      await bench.settled(session);
      bench.hub.cut('hub');
      await bench.away(session);
      app.pressure = 1;
      app.valve.pressure = 2;
      app.flow = 3;
      let flushed = false;
      const flushing = session.flush().finally(() => {
        flushed = true;
      });
      await bench.hub.turn();
      assert.equal(flushed, false);
      await bench.back(session);
      await flushing;
      await bench.hub.turn();
      assert.deepEqual(
        bench.hub.telemetry.map(({ body }) => body),
        [{ pressure: 1 }, { pressure: 2 }],
      );
      assert.equal(bench.twin.reported['flow'], 3);
    },
  },
  {
    name: 'life cycle: flush waits for the last message that the hub has not acknowledged',
    needs: [],
    async run(bench) {
      const { transport } = bench.hub;
      const acknowledge: (() => void)[] = [];
      const slow = (link: Link): Link => ({
        ...(link.twin && { twin: (options) => link.twin?.(options) as Promise<Twin> }),
        ...(link.report && { report: async (...given) => link.report?.(...given) }),
        async telemetry(message, options) {
          await link.telemetry(message, options);
          await new Promise<void>((resolve) => void acknowledge.push(resolve));
        },
        [Symbol.asyncDispose]: async () => link[Symbol.asyncDispose](),
      });
      const app = new Meter();
      const session = await bench.start(app, { transport: through(transport, slow) });
      app.level = 1;
      let flushed = false;
      const flushing = session.flush().finally(() => {
        flushed = true;
      });
      assert.deepEqual((await bench.nextTelemetry()).body, { level: 1 });
      await bench.until('its acknowledgement', () => acknowledge.length > 0);
      await bench.hub.turn();
      assert.equal(flushed, false);
      acknowledge[0]?.();
      await flushing;
    },
  },
  {
    name: "life cycle: native is the transport's own client while there is a link",
    needs: [],
    async run(bench) {
      const links: Link[] = [];
      const { transport } = bench.hub;
      const kept = (link: Link) => {
        links.push(link);
        return link;
      };
      const session = await bench.start(new Plain(), { transport: through(transport, kept) });
      assert.equal(session.native, links[0]?.native);
      bench.hub.cut('hub');
      await bench.away(session);
      assert.equal(session.native, undefined);
      await bench.back(session);
      assert.equal(session.native, links.at(-1)?.native);
      await bench.close(session);
      assert.equal(session.native, undefined);
    },
  },
];

/** The same transport, each of its links as `change` makes it. */
function through(transport: TransportPlugin, change: (link: Link) => Link): TransportPlugin {
  const { kind, name, apiVersion, supports, accepts } = transport;
  return {
    kind,
    name,
    apiVersion,
    supports,
    accepts,
    connect: async (request) => change(await transport.connect(request)),
    [Symbol.asyncDispose]: async () => transport[Symbol.asyncDispose]?.(),
  };
}
