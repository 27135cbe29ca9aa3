import { isJsonObject, type Json } from '@iotpnp/model';
import type { PropertyPath } from '../convention.js';
import { jsonEqual } from '../json-equal.js';
import { applyMergePatch, mergePatchBetween, withoutNulls } from '../merge-patch.js';
import { propertyBytes } from './reported-budget.js';

/** One reported property: the value the hub should hold, and what it is known to hold. */
export class ReportedEntry implements PropertyPath {
  readonly component: string | undefined;
  readonly property: string;
  /** Null for none. */
  value: Json = null;
  /** Not sent since it was wanted, or since the hub was asked what it holds. */
  dirty = false;
  /** Sent even if the hub holds just that: somebody waits for the event. */
  forced = false;
  /** Said that it does not fit; forgotten with the next value. */
  told = false;
  heldBytes = 0;
  /** Undefined for nothing. */
  #held: Json | undefined;
  /** Whether the hub holds that or something made of some of it: it has not answered. */
  #unsure = false;

  constructor({ component, property }: PropertyPath) {
    this.component = component;
    this.property = property;
  }

  want(value: Json): void {
    this.value = value;
    this.dirty = true;
    this.told = false;
  }

  get differs(): boolean {
    return this.forced || this.#unsure || !jsonEqual(kept(this.value), this.#held);
  }

  /** What to send so that the hub, which merges, holds the value. */
  get patch(): Json {
    return mergePatchBetween(this.#held, this.value);
  }

  get wantedBytes(): number {
    return propertyBytes(this.property, kept(this.value));
  }

  /** The hub has said what it holds. */
  holds(held: Json | undefined): void {
    this.#held = held;
    this.heldBytes = propertyBytes(this.property, held);
    this.#unsure = false;
  }

  /** The hub has taken what was sent. */
  took(sent: Json): void {
    this.holds(kept(sent));
  }

  /** The hub may hold what it was sent, or what it held before: the next patch is right for both. */
  mayHold(sent: Json): void {
    this.holds(eitherOf(this.#held, kept(sent)));
    this.#unsure = true;
  }
}

/** What the hub holds once it has merged a value. */
function kept(value: Json): Json | undefined {
  return value === null ? undefined : withoutNulls(value);
}

/** The keys of both, so that those gone from either are removed. */
function eitherOf(held: Json | undefined, sent: Json | undefined): Json | undefined {
  if (!isJsonObject(sent)) return held ?? sent;
  return isJsonObject(held) ? applyMergePatch(held, sent) : sent;
}
