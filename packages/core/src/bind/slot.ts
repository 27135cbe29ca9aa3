import { PnpError } from '@iotpnp/model';

/** A decorated member of one instance, once its assignments are heard. */
export interface Slot {
  /** What the class began with; undefined when its getter threw then. */
  readonly initial: unknown;
  /** Reads as the author's own code would. A throwing getter throws here. */
  readonly get: () => unknown;
  /** Sets as the author's own code would, but unheard. A throwing setter throws here. */
  readonly set: (value: unknown) => void;
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
  const { get, set } = accessOf(instance, key, own ?? inherited(instance, key));
  const slot: Slot = { initial: initialOf(get), get, set };
  Object.defineProperty(instance, key, {
    get,
    set(value: unknown) {
      set(value);
      heard(get());
    },
    enumerable: own?.enumerable ?? false,
    configurable: false,
  });
  return slot;
}

interface Access {
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
}

function accessOf(instance: object, key: string, found: PropertyDescriptor | undefined): Access {
  if (found?.get || found?.set) {
    const get = found.get?.bind(instance);
    const set = found.set?.bind(instance);
    let written: unknown;
    return {
      get: () => (get ? (get() as unknown) : written),
      set: (value) => {
        if (!set) throw new TypeError(`${key} has no setter`);
        set(value);
        written = value;
      },
    };
  }
  let stored: unknown = found?.value;
  return {
    get: () => stored,
    set: (value) => {
      stored = value;
    },
  };
}

/** A getter that throws now may work later: the value it cannot tell is unknown, no fault. */
function initialOf(get: () => unknown): unknown {
  try {
    return get();
  } catch {
    return undefined;
  }
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
