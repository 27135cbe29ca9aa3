import { PnpError } from '@iotpnp/model';
import { deepFreeze } from './deep-freeze.js';

/** A decorated member of one instance, once its assignments are heard. */
export interface Slot {
  get(): unknown;
  /** Sets as the author's own code would, but unheard. A throwing setter throws here. */
  set(value: unknown): void;
}

/**
 * Puts an accessor on the *instance* (own fields would shadow one on the prototype), going through
 * the author's getter and setter where there are any. It can not be deleted: a `delete` must not
 * silence a member.
 */
export function makeSlot(instance: object, key: string, heard: (value: unknown) => void): Slot {
  const own = Object.getOwnPropertyDescriptor(instance, key);
  if ((own && !own.configurable) || (!own && !Object.isExtensible(instance))) {
    throw new PnpError('PNP_MEMBER_FIXED', `member ${key} cannot be observed`, {
      hint: 'do not freeze, seal or preventExtensions the instance, and let the member be configurable',
      where: { class: instance.constructor.name, member: key },
    });
  }
  const slot = slotOf(instance, key, own ?? inherited(instance, key));
  Object.defineProperty(instance, key, {
    get: () => slot.get(),
    set(value: unknown) {
      slot.set(value);
      heard(slot.get());
    },
    enumerable: own?.enumerable ?? false,
    configurable: false,
  });
  return slot;
}

function slotOf(instance: object, key: string, found: PropertyDescriptor | undefined): Slot {
  if (found?.get || found?.set) {
    const get = found.get?.bind(instance);
    const set = found.set?.bind(instance);
    let written: unknown;
    return {
      get: () => (get ? (get() as unknown) : written),
      set(value) {
        if (!set) throw new TypeError(`${key} has no setter`);
        set(value);
        written = value;
      },
    };
  }
  let stored: unknown = deepFreeze(found?.value as unknown);
  return {
    get: () => stored,
    set(value) {
      stored = deepFreeze(value);
    },
  };
}

function inherited(instance: object, key: string): PropertyDescriptor | undefined {
  let holder: object | null = Object.getPrototypeOf(instance) as object | null;
  while (holder) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor) return descriptor;
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return undefined;
}
