import type { Json } from '@iotpnp/model';
import { isReject } from '../author-errors.js';
import type { Part } from '../bind/bind.js';
import type { Slot } from '../bind/slot.js';
import type { PropertyMember } from '../compile/compiled.js';
import type { DesiredContext } from '../contexts.js';
import { ackValue, type PropertyPath } from '../convention.js';
import { jsonEqual } from '../json-equal.js';
import { isThenable, messageOf, warnWithoutZone, type SessionContext } from './context.js';
import { pipeline } from './pipeline.js';
import { twinJson } from './twin-json.js';

/** An answer without its version: what {@link Writable.repeat} says again. */
interface Outcome {
  readonly code: number;
  readonly description: string;
}

interface Run {
  readonly controller: AbortController;
  readonly value: Json | undefined;
  /** What the author's code is given. */
  given: unknown;
  version: number;
}

type Handler = (value: unknown, context: DesiredContext) => unknown;

export interface WritableOptions {
  readonly part: Part;
  readonly member: PropertyMember;
  readonly initialAck: 200 | 203;
  /** Says what the hub should hold of this property from now on. */
  readonly report: (path: PropertyPath, value: Json) => void;
  /** What the hub should hold is not known yet: it is another twin. */
  readonly retract: (path: PropertyPath) => void;
}

/** One writable property of a running device: desired values in, acknowledgements out. */
export class Writable implements PropertyPath {
  readonly component: string | undefined;
  readonly property: string;
  readonly #slot: Slot;
  readonly #default: () => unknown;
  #desired: Json | undefined;
  #outcome: Outcome | undefined;
  #run: Run | undefined;

  constructor(
    readonly context: SessionContext,
    readonly options: WritableOptions,
  ) {
    const { part, member } = options;
    this.component = part.component;
    this.property = member.name;
    this.#slot = part.slots.get(member.name) as Slot; // bind made one for every property
    this.#default = defaultOf(member, this.#slot.initial);
  }

  /** Whether this was the last desired value handled; undefined for none. */
  isDesired(value: Json | undefined): boolean {
    return jsonEqual(value, this.#desired);
  }

  /** Reports the device's own value, as there is no desired one. */
  reportInitial(): void {
    this.#reportOwn('reported default value');
  }

  /** The author's code assigned a value: it stands, and desired work still running is off. */
  local(value: unknown): void {
    if (this.#run && this.#isOf(this.#run, value)) return; // its own handler's doing
    this.abort('the device set the value itself');
    this.#outcome = undefined; // what was answered is no longer so
    this.#reportOwn('set by the device');
  }

  /** A desired value arrived: through the author's code, then acknowledged. */
  apply(json: Json, version: number): void {
    this.#desired = json;
    let value: unknown;
    try {
      value = this.options.member.schema.parse(json, { warn: () => this.#withoutZone() });
    } catch (error) {
      this.abort('a newer desired value arrived');
      this.#settle({ code: 400, description: messageOf(error) }, version);
      return;
    }
    this.#handle({ json, value, version, accepted: 'applied' });
  }

  /** The desired value went away: the author's code sees a reset to the value the class began with. */
  reset(version: number): void {
    this.#desired = undefined;
    const value = this.#default();
    this.#handle({ json: undefined, value, version, accepted: 'reset to the default value' });
  }

  /** The same desired value under a newer version: no code runs, the last answer is given again. */
  repeat(version: number): void {
    if (this.#run) this.#run.version = version;
    else if (this.#outcome) this.#ack(this.#outcome, version);
  }

  /** Another twin: what was answered before says nothing about it, and work for the old one is off. */
  forget(): void {
    this.abort('the twin was made anew');
    this.options.retract(this);
    this.#desired = undefined;
    this.#outcome = undefined;
  }

  abort(why: string): void {
    const run = this.#run;
    this.#run = undefined;
    run?.controller.abort(new Error(why));
  }

  #handle(work: {
    json: Json | undefined;
    value: unknown;
    version: number;
    accepted: string;
  }): void {
    const { json, value, version, accepted } = work;
    this.abort('a newer desired value arrived');
    const run: Run = { controller: new AbortController(), value: json, given: value, version };
    this.#run = run;
    const finish = (outcome: Outcome) => {
      if (this.#run !== run) return; // superseded: only the newest is answered
      this.#run = undefined;
      this.#settle(outcome, run.version);
    };
    const fail = (error: unknown) => finish(refusal(error));
    const succeed = (handled: boolean) => {
      if (handled) finish({ code: 200, description: accepted });
      else if (this.#run === run) this.#dropped();
    };
    try {
      const pending = this.#through(run, value);
      if (pending) pending.then(succeed, fail);
      else succeed(true);
    } catch (error) {
      fail(error);
    }
  }

  /** Runs middleware, handler and setter; a promise only if one of them made one: of whether the value got through. */
  #through(run: Run, value: unknown): Promise<boolean> | undefined {
    const through = pipeline(this.context, 'desired', async (given) => {
      const same = given.value === run.value;
      await this.#handler(run, same ? value : this.options.member.schema.parse(given.value));
    });
    if (run.value === undefined || !through) return this.#handler(run, value)?.then(() => true);
    const { component, property } = this;
    return through({ component, property, value: run.value, version: run.version });
  }

  #handler(run: Run, value: unknown): Promise<void> | undefined {
    if (this.#run !== run || this.context.signal.aborted) return undefined; // superseded in middleware
    run.given = value;
    const { part, member } = this.options;
    if (member.handler === undefined) {
      this.#slot.set(value);
      return undefined;
    }
    const method = (part.instance as Record<string, unknown>)[member.handler] as Handler;
    const result = method.call(part.instance, value, {
      signal: AbortSignal.any([run.controller.signal, this.context.signal]),
      version: run.version,
      ack: (code, why) => {
        if (this.#run === run) this.#ack({ code, description: why ?? 'in progress' }, run.version);
      },
    });
    const take = () => {
      if (this.#run === run) this.#slot.set(value);
    };
    if (isThenable(result)) return Promise.resolve(result).then(take);
    take();
    return undefined;
  }

  #dropped(): void {
    this.#run = undefined;
    this.#outcome = undefined; // the last answer was to an older value
    const { component, property } = this;
    this.context.log.debug('middleware dropped a desired value', { component, property });
  }

  #settle(outcome: Outcome, version: number): void {
    this.#outcome = outcome;
    this.#ack(outcome, version);
  }

  /** `value` is always the one in force, whatever was asked for; a device that cannot tell it has failed. */
  #ack({ code, description }: Outcome, version: number): void {
    let answer = { value: null as Json, code, version, description };
    try {
      answer.value = this.#inForce();
    } catch (error) {
      answer = { ...answer, code: 500, description: this.#warn(messageOf(error)) };
    }
    this.options.report(this, ackValue(answer));
  }

  /** The value without a desired one behind it. One that cannot be told is logged, not reported. */
  #reportOwn(description: string): void {
    try {
      const value = this.#inForce();
      const code = this.options.initialAck;
      this.options.report(this, ackValue({ value, code, version: 0, description }));
    } catch (error) {
      this.#warn(messageOf(error));
    }
  }

  /** @throws what the author's getter throws, or that the value does not fit its schema. */
  #inForce(): Json {
    const value = this.#slot.get();
    return value === undefined || value === null
      ? null
      : twinJson(this.options.member.schema.serialize(value));
  }

  #isOf(run: Run, value: unknown): boolean {
    const { schema } = this.options.member;
    try {
      return value === run.given || jsonEqual(schema.serialize(value), schema.serialize(run.given));
    } catch {
      return false; // it does not fit: told when it is reported
    }
  }

  #withoutZone(): void {
    const { component, property } = this;
    warnWithoutZone(this.context, { component, property });
  }

  #warn(message: string): string {
    const { component, property } = this;
    const fields = {
      code: 'PNP_PROPERTY_REJECTED',
      component,
      property,
      error: message,
    } as const;
    this.context.tell('warn', 'a property value cannot be used', fields);
    return message;
  }
}

/** The value a class began with, a copy of its own at each reset: the app may edit what it was given. One that fits no schema goes as it is. */
function defaultOf({ schema }: PropertyMember, initial: unknown): () => unknown {
  try {
    const json = schema.serialize(initial);
    return () => schema.parse(json);
  } catch {
    return () => initial;
  }
}

/** A refusal has a status of its own, when it is one; anything else that is thrown is the device's failure. */
function refusal(error: unknown): Outcome {
  const description = messageOf(error);
  if (!isReject(error)) return { code: 500, description };
  const { code } = error;
  return { code: Number.isInteger(code) && code >= 400 && code < 600 ? code : 400, description };
}
