import type { Json } from '@iotpnp/model';
import { sameJson } from './json-values.js';
import type { PropertyPlace } from './model-places.js';
import { fits, read } from './schema-oracle.js';
import type { Plan, Verdict } from './plan.js';

/** What is known of a writable's class beforehand. */
export interface Facts {
  /** In JSON form; undefined when it begins without a value. */
  readonly initial: Json | undefined;
  readonly code: 'setter' | 'handler' | 'async' | undefined;
}

/** What the hub should hold of a writable; `ad` undefined where the conventions leave the text to the device. */
export interface Expected {
  readonly value: Json | undefined;
  readonly ac: number;
  readonly av: number;
  readonly ad: string | undefined;
}

interface Work {
  readonly call: number;
  readonly value: Json | undefined;
  version: number;
}

type Outcome = Pick<Expected, 'ac' | 'ad'>;

/** One writable as the conventions see it: the value in force, what was desired last, and the answer to it. */
export class WritableOracle {
  /** The value in force, in JSON form. */
  value: Json | undefined;
  /** The last desired value handled. */
  desired: Json | undefined;
  /** Undefined while this device has said nothing. */
  expected: Expected | undefined;
  /** What the author's code was called with, in JSON form; undefined for a reset to no value. */
  readonly calls: (Json | undefined)[] = [];
  #outcome: Outcome | undefined;
  #work: Work | undefined;

  constructor(
    readonly place: PropertyPlace,
    readonly facts: Facts,
    readonly options: {
      readonly plan: (call: number) => Plan;
      readonly initialAck: 200 | 203;
    },
  ) {
    this.value = facts.initial;
  }

  /** A fresh process; the hub holds what the one before it has said. */
  restart(): void {
    const { expected } = this;
    this.forget();
    this.expected = expected;
    this.value = this.facts.initial;
  }

  /** W16: another twin, to which nothing was said. */
  forget(): void {
    this.desired = undefined;
    this.expected = undefined;
    this.#outcome = undefined;
    this.#work = undefined;
  }

  /** W17: what the device set itself. */
  reportOwn(ad: string): void {
    this.expected = { value: this.value, ac: this.options.initialAck, av: 0, ad };
  }

  /** W3, W9, W10. */
  apply(json: Json, version: number): void {
    this.desired = json;
    this.#work = undefined; // W10: a newer desired version aborts the older work
    if (fits(this.place.schema, json)) this.#call(read(this.place.schema, json), version);
    else this.#settle({ ac: 400, ad: undefined }, version);
  }

  /** W12. */
  reset(version: number): void {
    this.desired = undefined;
    this.#work = undefined;
    this.#call(this.facts.initial, version);
  }

  /** W15: the same desired value under another version. */
  repeat(version: number): void {
    if (this.#work) this.#work.version = version;
    else if (this.#outcome) this.#settle(this.#outcome, version);
  }

  /** W17. A value that is just being worked on is taken as the work's own (docs/adr/003). */
  assign(json: Json): void {
    this.value = json;
    if (this.#work && sameJson(this.#work.value, json)) return;
    this.#work = undefined;
    this.#outcome = undefined;
    this.reportOwn('set by the device');
  }

  /** Work came to its end; that of an older desired value has no effect. */
  finish(call: number, verdict: Verdict): void {
    const work = this.#work;
    if (work?.call !== call) return;
    this.#work = undefined;
    this.#judge(verdict === 'keep' ? 'accept' : verdict, work.value, work.version);
  }

  #call(value: Json | undefined, version: number): void {
    const { code } = this.facts;
    if (code === undefined) {
      this.#judge('accept', value, version);
      return;
    }
    const call = this.calls.push(value) - 1;
    const { verdict, interim } = this.options.plan(call);
    if (code === 'async') {
      this.#work = { call, value, version };
      if (interim) this.#answer({ ac: 202, ad: 'working' }, version);
    } else
      this.#judge(code === 'handler' && verdict === 'keep' ? 'accept' : verdict, value, version);
  }

  #judge(verdict: Verdict, value: Json | undefined, version: number): void {
    if (verdict === 'accept') this.value = value;
    if (verdict === 'reject') this.#settle({ ac: 400, ad: 'refused' }, version);
    else if (verdict === 'throw') this.#settle({ ac: 500, ad: 'broken' }, version);
    else this.#settle({ ac: 200, ad: undefined }, version);
  }

  #settle(outcome: Outcome, version: number): void {
    this.#outcome = outcome;
    this.#answer(outcome, version);
  }

  /** `value` is always the one in force (W9). */
  #answer({ ac, ad }: Outcome, version: number): void {
    this.expected = { value: this.value, ac, av: version, ad };
  }
}
