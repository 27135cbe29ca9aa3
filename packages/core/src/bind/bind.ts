import { PnpError } from '@iotpnp/model';
import type { Compiled, PropertyMember, TelemetryMember } from '../compile/compiled.js';
import { makeSlot, type Slot } from './slot.js';

/** Hears what the author's code assigns. Called in the author's own stack: it must not throw. */
export interface Recorder {
  telemetry(part: Part, member: TelemetryMember, value: unknown): void;
  property(part: Part, member: PropertyMember, value: unknown): void;
}

/** One interface of a running device: the default component, or a component under its name. */
export interface Part {
  readonly component: string | undefined;
  readonly instance: object;
  readonly compiled: Compiled;
  /** The properties' slots, by name in the model. */
  readonly slots: ReadonlyMap<string, Slot>;
}

/** An instance and its components, heard by one recorder until it is released. */
export interface Bound {
  readonly parts: readonly Part[];
  release(): void;
}

/** What an instance keeps of its binding. Slots outlive a session; a later one uses them again. */
interface Binding {
  part: Part | undefined;
  recorder: Recorder | undefined;
  readonly slots: Map<string, Slot>;
}

const BINDING = Symbol.for('iotpnp.binding/1');
type Bindable = { [BINDING]?: Binding };

/**
 * Makes a recorder hear every assignment to the decorated members of an app and of its components.
 * @throws {PnpError} `PNP_INSTANCE_IN_USE`, `PNP_COMPONENT_MISSING` or `PNP_MEMBER_FIXED`; nothing stays bound then.
 */
export function bind(app: object, compiled: Compiled, recorder: Recorder): Bound {
  const bindings: Binding[] = [];
  const release = () => {
    for (const binding of bindings) {
      binding.recorder = undefined;
      binding.part = undefined;
    }
  };
  try {
    const root = bindPart(app, compiled, undefined);
    bindings.push(root);
    for (const { name, key, compiled: inner } of compiled.components.values()) {
      const instance = (app as Record<string, unknown>)[key];
      if (typeof instance !== 'object' || instance === null) throw missing(app, key, inner);
      bindings.push(bindPart(instance, inner, name));
      fixComponent(app, key, instance);
    }
  } catch (error) {
    release();
    throw error;
  }
  for (const binding of bindings) binding.recorder = recorder;
  return { parts: bindings.flatMap(({ part }) => (part ? [part] : [])), release };
}

/** Tells the session of an edit in place, which no assignment has shown: `changed(this, 'config')`. */
export function changed<T extends object>(instance: T, key: keyof T & string): void {
  const { part, recorder } = (instance as Bindable)[BINDING] ?? {};
  if (!part || !recorder) return; // not running: the value is read when it starts
  const value: unknown = instance[key];
  const { telemetry, properties } = part.compiled;
  for (const member of properties.values())
    if (member.key === key) recorder.property(part, member, value);
  for (const member of telemetry.values())
    if (member.key === key) recorder.telemetry(part, member, value);
}

function bindPart(instance: object, compiled: Compiled, component: string | undefined): Binding {
  const binding = (instance as Bindable)[BINDING] ?? hidden(instance);
  if (binding.part) throw inUse(instance, binding.part.component, component);
  const part: Part = { component, instance, compiled, slots: binding.slots };
  binding.part = part;
  try {
    for (const member of compiled.properties.values()) {
      slot(
        member,
        (value) => binding.part && binding.recorder?.property(binding.part, member, value),
      );
    }
    for (const member of compiled.telemetry.values()) {
      if (member.source !== 'assigned') continue;
      slot(
        member,
        (value) => binding.part && binding.recorder?.telemetry(binding.part, member, value),
      );
    }
  } catch (error) {
    binding.part = undefined;
    throw error;
  }
  return binding;

  function slot(member: PropertyMember | TelemetryMember, heard: (value: unknown) => void): void {
    if (binding.slots.has(member.name)) return;
    binding.slots.set(member.name, makeSlot(instance, member.key, heard));
  }
}

function hidden(instance: object): Binding {
  const binding: Binding = { part: undefined, recorder: undefined, slots: new Map() };
  if (Object.isExtensible(instance)) Object.defineProperty(instance, BINDING, { value: binding });
  return binding;
}

/** The runtime holds the component's instance: another one put in its place would be deaf and dumb. */
function fixComponent(app: object, key: string, instance: object): void {
  const own = Object.getOwnPropertyDescriptor(app, key);
  if (own && !own.configurable) return; // fixed by an earlier session
  Object.defineProperty(app, key, {
    get: () => instance,
    set() {
      throw new PnpError(
        'PNP_COMPONENT_REPLACED',
        `component ${key} cannot be replaced while it runs`,
        {
          hint: `change the members of ${key} instead`,
          where: { class: app.constructor.name, member: key },
        },
      );
    },
    enumerable: own?.enumerable ?? true,
    configurable: false,
  });
}

function inUse(instance: object, ...names: readonly (string | undefined)[]): PnpError {
  const [first, second] = names.map((name) => name ?? 'the device itself');
  const message = `this ${instance.constructor.name} already runs (as ${first}) and cannot also be ${second}`;
  return new PnpError('PNP_INSTANCE_IN_USE', message, {
    hint: 'make one instance for each session and each component',
    where: { class: instance.constructor.name },
  });
}

function missing(app: object, key: string, compiled: Compiled): PnpError {
  return new PnpError('PNP_COMPONENT_MISSING', `component ${key} has no instance`, {
    hint: `write ${key} = new ${compiled.type.name}()`,
    where: { class: app.constructor.name, member: key },
  });
}
