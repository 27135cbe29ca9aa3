import { compile, type Twin } from '@iotpnp/core';
import type { JsonObject } from '@iotpnp/model';
import { MemoryTwin, settled, startApp, type StartedApp } from '@iotpnp/testkit';
import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { soundPatches } from './arbitraries-from-model.js';
import { propertiesOf } from './model-places.js';
import { quiet } from './quiet.js';
import type { Plan } from './plan.js';
import { Script } from './script.js';
import { WritableProbe } from './writable-probe.js';

export const { model: MODEL } = compile(WritableProbe);
export const WRITABLES = propertiesOf(MODEL).filter(({ writable }) => writable);

/** Longer than the first pauses between two connections, and shorter than any deadline. */
const TIME_MS = 2_000;

/** One thing that happens, at once after the one before. */
export type Event =
  | { readonly event: 'desire'; readonly patch: JsonObject }
  /** The change is made, and its push lost. */
  | { readonly event: 'lose'; readonly patch: JsonObject }
  /** The last push comes again. */
  | { readonly event: 'again' }
  | { readonly event: 'resync' | 'cut' }
  /** The oldest twin read is answered: with what the hub held when it was asked, or with what it holds now. */
  | { readonly event: 'answer'; readonly late: boolean }
  /** Work that waits is done, one of all there is. */
  | { readonly event: 'finish'; readonly which: number }
  | { readonly event: 'turn' | 'time' };

export interface Race {
  readonly plans: readonly Plan[];
  readonly desired: JsonObject;
  readonly events: readonly Event[];
}

export function races(): Arbitrary<Race> {
  const patch = soundPatches(MODEL);
  const plan = fc.record({
    verdict: fc.constant('accept' as const),
    interim: fc.boolean(),
    obeys: fc.boolean(),
  });
  const plain = fc.constantFrom('again', 'resync', 'resync', 'cut', 'turn', 'turn', 'time');
  const events: { weight: number; arbitrary: Arbitrary<Event> }[] = [
    { weight: 6, arbitrary: fc.record({ event: fc.constant('desire'), patch }) },
    { weight: 1, arbitrary: fc.record({ event: fc.constant('lose'), patch }) },
    { weight: 7, arbitrary: fc.record({ event: plain }) as Arbitrary<Event> },
    { weight: 5, arbitrary: fc.record({ event: fc.constant('answer'), late: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ event: fc.constant('finish'), which: fc.nat(5) }) },
  ];
  return fc.record({
    plans: fc.array(plan, { minLength: 1, maxLength: 4 }),
    desired: fc.oneof(fc.constant({}), patch),
    events: fc.array(fc.oneof(...events), { maxLength: 25 }),
  });
}

interface Read {
  readonly asked: Twin;
  readonly answer: (twin: Twin) => void;
}

/** A device to which everything happens at once; its hub answers twin reads when a case says so. */
export class RaceRun implements AsyncDisposable {
  readonly #reads: Read[] = [];
  #last: JsonObject | undefined;

  private constructor(
    readonly script: Script,
    readonly app: WritableProbe,
    readonly device: StartedApp,
  ) {}

  static async start({ plans, desired }: Race): Promise<RaceRun> {
    const script = new Script(plans);
    const app = new WritableProbe(script);
    const before = new MemoryTwin();
    before.desire(desired);
    const device = await startApp(app, { twin: { desired: before.desired } });
    const run = new RaceRun(script, app, device);
    device.hub.answerTwin = () =>
      new Promise((answer) => {
        run.#reads.push({ asked: device.hub.twin.read(), answer });
      });
    return run;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.device[Symbol.asyncDispose]();
  }

  async happen(event: Event): Promise<void> {
    const { hub, clock } = this.device;
    switch (event.event) {
      case 'desire':
        hub.desire(event.patch);
        this.#last = { ...event.patch, ...version(hub.desired) };
        break;
      case 'lose':
        hub.twin.desire(event.patch);
        break;
      case 'again':
        if (this.#last) hub.push(this.#last);
        break;
      case 'resync':
        hub.resync();
        break;
      case 'cut':
        hub.cut();
        break;
      case 'answer':
        this.#answer(event.late);
        break;
      case 'finish': {
        const waiting = [...this.script.pending];
        waiting[event.which % waiting.length]?.end('accept');
        break;
      }
      case 'turn':
        await settled();
        break;
      case 'time':
        await clock.advance(TIME_MS);
    }
  }

  /** The hub answers again by itself, one last time it cannot tell what the device missed, and all work is done. */
  async end(): Promise<void> {
    const { hub, clock } = this.device;
    hub.answerTwin = undefined;
    while (this.#reads.length > 0) this.#answer(false);
    await this.#done();
    hub.resync();
    await quiet(clock);
    await this.#done();
  }

  async #done(): Promise<void> {
    do {
      for (const pending of this.script.pending) pending.end('accept');
      await quiet(this.device.clock);
    } while (this.script.pending.size > 0);
  }

  #answer(late: boolean): void {
    const read = this.#reads.shift();
    read?.answer(late ? this.device.hub.twin.read() : read.asked);
  }
}

function version(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => key === '$version'));
}
