import { changed, compile, PnpError, startSession, type Session } from '@iotpnp/core';
import type { Json, JsonObject } from '@iotpnp/model';
import { FakeClock, memoryLog, MemoryDevice, settled, type LogLine } from '@iotpnp/testkit';
import { DesiredOracle } from './desired-oracle.js';
import type { DesiredCase, Fault, Operation, Pause } from './desired-operations.js';
import { at } from './json-values.js';
import { componentsOf, keyOf, propertiesOf, type PropertyPlace } from './model-places.js';
import { authored, onWire } from './schema-oracle.js';
import type { Verdict } from './plan.js';
import { Script, type Pending } from './script.js';
import { CODE, WritableProbe } from './writable-probe.js';

const CLOSING_MS = 5_000;

export const { model: MODEL } = compile(WritableProbe);
export const PROPERTIES = propertiesOf(MODEL);

/** What an instance holds of a property, in JSON form; undefined for nothing. */
export function heldBy(app: WritableProbe, { component, name, schema }: PropertyPlace) {
  const value: unknown = Reflect.get(partOf(app, component), name);
  return value === undefined ? undefined : onWire(schema, value);
}

function partOf(app: WritableProbe, component: string | undefined): object {
  return component === undefined ? app : (Reflect.get(app, component) as object);
}

/** One case on its way: a device on a hub in memory, and the oracle that is told all that happens to it. */
export class DesiredRun {
  readonly hub = new MemoryDevice();
  readonly clock = new FakeClock();
  readonly script: Script;
  readonly oracle: DesiredOracle;
  /** What is reported of an earlier device, before this one says anything. */
  base: JsonObject;
  app: WritableProbe;
  lines: LogLine[] = [];
  session: Session | undefined;
  /** The apps of this process and of those before it. */
  readonly apps: WritableProbe[] = [];
  /** What is wrong with the reports, beside what they say. */
  readonly faults: string[] = [];
  #faults: Fault[] = [];
  #isQuiet = false;
  #reads = 0;
  #handledReads = 0;

  constructor(readonly given: DesiredCase) {
    this.script = new Script(given.plans);
    this.app = new WritableProbe(this.script);
    const facts = PROPERTIES.map((place) => {
      const initial = heldBy(this.app, place);
      return [keyOf(place), { initial, code: CODE[keyOf(place)] }] as const;
    });
    this.oracle = new DesiredOracle({
      properties: PROPERTIES,
      components: componentsOf(MODEL),
      facts: new Map(facts),
      plans: given.plans,
      initialAck: given.initialAck,
    });
    this.base = given.reported;
    this.hub.reported = { ...given.reported, $version: 1 };
    this.hub.desired = { $version: given.version };
    this.hub.twin.desire(given.desired);
    this.hub.judge = (patch) => this.#judge(patch);
    this.hub.answerTwin = () => {
      this.#reads += 1;
      return this.hub.twin.read();
    };
  }

  async start(): Promise<void> {
    this.app = new WritableProbe(this.script);
    this.apps.push(this.app);
    this.lines = [];
    const { transport, provisioning } = this.hub;
    const { initialAck } = this.given;
    const { clock } = this;
    const log = memoryLog(this.lines);
    const plugins = { transport, provisioning };
    const starting = startSession(this.app, {
      ...plugins,
      initialAck,
      clock,
      log,
      random: () => 0,
    });
    this.session = await starting;
    await this.settle();
  }

  /** Closes the session; resolves to what ended it. */
  async stop(): Promise<PnpError | undefined> {
    const { session } = this;
    await Promise.all([session?.close(), this.clock.advance(CLOSING_MS)]);
    return session?.closed;
  }

  /** Until nothing is due any more; the oracle is told of twin reads. */
  async settle(): Promise<void> {
    for (;;) {
      await settled();
      const [nextMs] = this.clock.waiting;
      if (nextMs === undefined) break;
      await this.clock.advance(nextMs);
    }
    if (this.#reads > this.#handledReads) this.read();
    this.#isQuiet = this.#faults.length === 0 && this.given.refused === null;
  }

  /** Only a desired value or one of the device's own may be followed by another in the same turn. */
  async perform(operation: Operation): Promise<void> {
    const { op } = operation;
    if (op === 'desire' || op === 'assign' || op === 'edit' || op === 'take') {
      const before = this.#isQuiet ? this.hub.reports.length : undefined;
      this.#isQuiet = false;
      this.#now(operation);
      if (operation.pause !== 'none') await settled();
      if (operation.pause !== 'none' && before !== undefined) this.#checkTurn(before);
      if (operation.pause === 'long') await this.settle();
      return;
    }
    await this.settle();
    await this.#later(operation);
    await this.settle();
  }

  /** All work that still waits comes to its end, that of older desired values too. */
  async finishAll(verdict: Verdict): Promise<void> {
    for (let waiting = this.#waiting(); waiting[0]; waiting = this.#waiting()) {
      await this.#finish(waiting[0], verdict);
    }
  }

  /** The device has to read the twin: whether it did is seen in what it says then. */
  read(): void {
    this.#handledReads = this.#reads;
    this.oracle.read(this.hub.desired);
  }

  /** W6: what one patch desires is answered in one patch. */
  #checkTurn(before: number): void {
    const count = this.hub.reports.length - before;
    if (count > 1) this.faults.push(`${count} reports for one turn`);
  }

  #now(operation: Extract<Operation, { pause: Pause }>): void {
    if (operation.op === 'desire') {
      const { connected } = this.hub;
      this.hub.desire(operation.patch);
      if (connected) this.oracle.pushed(operation.patch, this.hub.desired);
      return;
    }
    const { key } = operation;
    const place = PROPERTIES.find((each) => keyOf(each) === key) as PropertyPlace;
    const part = partOf(this.app, place.component);
    const asked = this.script.calls.get(key)?.at(-1);
    if (operation.op === 'take' && asked === undefined) return;
    this.script.local = true;
    if (operation.op === 'assign') {
      Reflect.set(part, place.name, authored(place.schema, operation.value));
    } else if (operation.op === 'take') Reflect.set(part, place.name, structuredClone(asked));
    else {
      Reflect.set(Reflect.get(part, place.name) as object, 'edited', operation.value);
      changed(part as Record<string, unknown>, place.name);
    }
    this.script.local = false;
    this.oracle.assigned(key, heldBy(this.app, place) as Json);
  }

  async #later(operation: Exclude<Operation, { pause: Pause }>): Promise<void> {
    const { hub } = this;
    const version = Number(hub.desired['$version']);
    switch (operation.op) {
      case 'stale':
        hub.push({ ...operation.patch, $version: version - operation.back });
        return;
      case 'skipped':
        hub.twin.desire(operation.missed);
        hub.desire(operation.patch);
        break;
      case 'unversioned': {
        const { $version: _, ...patch } = hub.twin.desire(operation.patch);
        hub.push(patch);
        break;
      }
      case 'rubbish':
        hub.push(operation.push as JsonObject);
        break;
      case 'renew':
        hub.renewToken(() => operation.meanwhile.forEach((patch) => hub.desire(patch)));
        break;
      case 'reconnect':
        hub.cut();
        operation.meanwhile.forEach((patch) => hub.desire(patch));
        break;
      case 'recreate':
        hub.cut();
        hub.twin.recreate();
        this.base = {};
        if (operation.desired) hub.twin.desire(operation.desired);
        break;
      case 'restart':
        await this.stop();
        this.oracle.restarted();
        await this.start();
        return;
      case 'finish': {
        const waiting = this.#waiting();
        const pending = waiting[operation.which % waiting.length];
        if (pending) await this.#finish(pending, operation.verdict);
        return;
      }
      case 'faults':
        this.#faults.push(...operation.faults);
        return;
    }
    await this.settle();
    this.read();
  }

  async #finish(pending: Pending, verdict: Verdict): Promise<void> {
    pending.end(verdict);
    await settled();
    this.oracle.finished(pending.key, pending.call, verdict);
    await this.settle();
  }

  #waiting(): Pending[] {
    return [...this.script.pending].toSorted(
      (a, b) => a.key.localeCompare(b.key) || a.call - b.call,
    );
  }

  #judge(patch: JsonObject): void {
    const { refused } = this.given;
    if (refused !== null && at(patch, ...refused.split('.')) !== undefined) {
      throw new PnpError('PNP_TEST_REFUSED', 'not this one');
    }
    this.hub.reportFaults = this.#faults.splice(0, 1);
  }
}
