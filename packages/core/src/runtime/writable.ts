import type { Json } from '@iotpnp/model';
import { isReject } from '../author-errors.js';
import type { Part } from '../bind/bind.js';
import type { Slot } from '../bind/slot.js';
import type { PropertyMember } from '../compile/compiled.js';
import type { DesiredContext } from '../contexts.js';
import { ackValue, type PropertyPath } from '../convention.js';
import { jsonEqual } from '../json-equal.js';
import { chain } from '../middleware.js';
import { messageOf, type SessionContext } from './context.js';

/** An answer without its version: what {@link Writable.repeat} says again. */
interface Outcome {
  readonly code: number;
  readonly description: string;
}

interface Run {
  readonly controller: AbortController;
  readonly value: Json | undefined;
  version: number;
}

type Handler = (value: unknown, context: DesiredContext) => unknown;

export interface WritableOptions {
  readonly part: Part;
  readonly member: PropertyMember;
  readonly initialAck: 200 | 203;
  /** Says what the hub should hold of this property from now on. */
  readonly report: (path: PropertyPath, value: Json) => void;
}

/** One writable property of a running device: desired values in, acknowledgements out. */
export class Writable implements PropertyPath {
  readonly component: string | undefined;
  readonly property: string;
  readonly #slot: Slot;
  /** What a desired value that goes away is reset to. */
  readonly #initial: unknown;
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
    this.#initial = this.#slot.get();
  }

  /** Whether this was the last desired value handled; undefined for none. */
  isDesired(value: Json | undefined): boolean {
    return jsonEqual(value, this.#desired);
  }

  /** Reports the device's own value, as there is no desired one. */
  reportInitial(): void {
    this.#ack({ code: this.options.initialAck, description: 'reported default value' }, 0);
  }

  /** The author's code assigned a value: it stands, and desired work still running is off. */
  local(value: unknown): void {
    const json = this.#serialized(value);
    if (this.#run && json !== undefined && jsonEqual(json, this.#run.value)) return; // its own handler's doing
    this.abort('the device set the value itself');
    this.#ack({ code: this.options.initialAck, description: 'set by the device' }, 0);
  }

  /** A desired value arrived: through the author's code, then acknowledged. */
  apply(json: Json, version: number): void {
    this.#desired = json;
    let value: unknown;
    try {
      value = this.options.member.schema.parse(json, { warn: (message) => this.#warn(message) });
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
    const value = this.#initial;
    const json = this.#serialized(value);
    this.#handle({ json, value, version, accepted: 'reset to the default value' });
  }

  /** The same desired value under a newer version: no code runs, the last answer is given again. */
  repeat(version: number): void {
    if (this.#run) this.#run.version = version;
    else if (this.#outcome) this.#ack(this.#outcome, version);
  }

  /** Another twin: what was answered before says nothing about it. */
  forget(): void {
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
    const run: Run = { controller: new AbortController(), value: json, version };
    this.#run = run;
    const finish = (outcome: Outcome) => {
      if (this.#run !== run) return; // superseded: only the newest is answered
      this.#run = undefined;
      this.#settle(outcome, run.version);
    };
    const fail = (error: unknown) => finish(refusal(error));
    try {
      const pending = this.#through(run, value);
      if (pending) pending.then(() => finish({ code: 200, description: accepted }), fail);
      else finish({ code: 200, description: accepted });
    } catch (error) {
      fail(error);
    }
  }

  /** Runs middleware, handler and setter; a promise only if one of them made one. */
  #through(run: Run, value: unknown): Promise<void> | undefined {
    const hooks = this.context.middleware.map((middleware) => middleware.desired);
    if (run.value === undefined || hooks.every((hook) => !hook)) return this.#handler(run, value);
    const operation = {
      component: this.component,
      property: this.property,
      value: run.value,
      version: run.version,
    };
    return chain(hooks, async (given) => {
      const parsed =
        given.value === run.value ? value : this.options.member.schema.parse(given.value);
      await this.#handler(run, parsed);
    })(operation);
  }

  #handler(run: Run, value: unknown): Promise<void> | undefined {
    const { part, member } = this.options;
    if (member.handler === undefined) {
      this.#slot.set(value);
      return undefined;
    }
    const method = (part.instance as Record<string, unknown>)[member.handler] as Handler;
    const signal = AbortSignal.any([run.controller.signal, this.context.signal]);
    const result = method.call(part.instance, value, {
      signal,
      version: run.version,
      ack: (code, why) => {
        if (this.#run === run) this.#ack({ code, description: why ?? 'in progress' }, run.version);
      },
    });
    if (!(result instanceof Promise)) {
      if (this.#run === run) this.#slot.set(value);
      return undefined;
    }
    return result.then(() => {
      if (this.#run === run) this.#slot.set(value);
    });
  }

  #settle(outcome: Outcome, version: number): void {
    this.#outcome = outcome;
    this.#ack(outcome, version);
  }

  /** `value` is always the one in force, whatever was asked for. */
  #ack({ code, description }: Outcome, version: number): void {
    const value = this.#serialized(this.#slot.get());
    if (value === undefined) return; // logged: there is nothing true to say
    this.options.report(this, ackValue({ value, code, version, description }));
  }

  /** A value's JSON form; undefined (and logged) when it does not fit its schema. */
  #serialized(value: unknown): Json | undefined {
    if (value === undefined || value === null) return null;
    try {
      return this.options.member.schema.serialize(value);
    } catch (error) {
      this.#warn(`${messageOf(error)}: not reported`);
      return undefined;
    }
  }

  #warn(message: string): void {
    const { component, property } = this;
    const fields = { code: 'PNP_PROPERTY_REJECTED', component, property, error: message };
    this.context.log.warn('a property value does not fit its schema', fields);
  }
}

function refusal(error: unknown): Outcome {
  return { code: isReject(error) ? error.code : 500, description: messageOf(error) };
}
