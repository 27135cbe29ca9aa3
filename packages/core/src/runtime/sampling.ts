import type { Json } from '@iotpnp/model';
import type { Part } from '../bind/bind.js';
import type { Cancel } from '../clock.js';
import type { TelemetryMember } from '../compile/compiled.js';
import { parseDuration } from '../duration.js';
import type { SessionContext } from './context.js';
import type { TelemetryOverride } from './session.types.js';

/** What was last sent of a member, and what waits for its interval to pass. */
interface Thinned {
  readonly deadband: number | undefined;
  readonly minIntervalMs: number | undefined;
  sentValue: Json | undefined;
  /** Milliseconds since the epoch. */
  sentAt: number | undefined;
  waiting: { readonly value: Json } | undefined;
}

type Send = (value: Json) => void;

/**
 * Leaves out what says nothing new: a number within the deadband of the last that was sent, and what
 * comes before the shortest interval has passed, of which the latest is sent when it has.
 */
export class Sampling {
  readonly #context: SessionContext;
  readonly #overrides: Readonly<Record<string, TelemetryOverride>>;
  readonly #members = new Map<TelemetryMember, Map<Part, Thinned | undefined>>();
  readonly #timers = new Set<Cancel>();

  constructor(
    context: SessionContext,
    overrides: Readonly<Record<string, TelemetryOverride>> = {},
  ) {
    this.#context = context;
    this.#overrides = overrides;
  }

  /** How often a member is polled, when the session says so over what its class says. */
  every(part: Part, { name }: TelemetryMember): TelemetryOverride['every'] {
    return this.#overrides[pathOf(part, name)]?.every;
  }

  /** Sends a value of a member: now, later or never. */
  pass(part: Part, member: TelemetryMember, { value, send }: { value: Json; send: Send }): void {
    const thinned = this.#of(part, member);
    if (thinned === undefined) return send(value);
    if (isWithin(thinned, value)) {
      thinned.waiting = undefined; // back where it was: nothing is news any more
      this.#context.counters.samplesThinned += 1;
      return;
    }
    const { minIntervalMs, sentAt } = thinned;
    const left = this.#left(minIntervalMs, sentAt);
    if (left <= 0) return this.#sent(thinned, value, send);
    if (thinned.waiting) this.#context.counters.samplesThinned += 1;
    const isTimed = thinned.waiting !== undefined;
    thinned.waiting = { value };
    if (!isTimed) this.#later(thinned, left, send);
  }

  /** Nothing that waits is sent any more. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #of(part: Part, member: TelemetryMember): Thinned | undefined {
    const parts = this.#members.get(member) ?? new Map<Part, Thinned | undefined>();
    this.#members.set(member, parts);
    if (!parts.has(part)) parts.set(part, this.#made(part, member));
    return parts.get(part);
  }

  #made(part: Part, member: TelemetryMember): Thinned | undefined {
    const override = this.#overrides[pathOf(part, member.name)] ?? {};
    const deadband = override.deadband ?? member.deadband;
    const minIntervalMs = parseDuration(override.minInterval ?? member.minInterval);
    if (deadband === undefined && minIntervalMs === undefined) return undefined;
    return { deadband, minIntervalMs, sentValue: undefined, sentAt: undefined, waiting: undefined };
  }

  /** A clock that was set back must not silence a member. */
  #left(minIntervalMs: number | undefined, sentAt: number | undefined): number {
    if (minIntervalMs === undefined || sentAt === undefined) return 0;
    const passed = this.#context.clock.now() - sentAt;
    return passed < 0 ? 0 : minIntervalMs - passed;
  }

  #sent(thinned: Thinned, value: Json, send: Send): void {
    thinned.sentValue = value;
    thinned.sentAt = this.#context.clock.now();
    thinned.waiting = undefined;
    send(value);
  }

  #later(thinned: Thinned, delayMs: number, send: Send): void {
    const cancel = this.#context.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      const { waiting } = thinned;
      if (waiting !== undefined) this.#sent(thinned, waiting.value, send);
    });
    this.#timers.add(cancel);
  }
}

/** `thermostat1.temperature`, or `temperature` of the default component. */
export function pathOf({ component }: Pick<Part, 'component'>, name: string): string {
  return component === undefined ? name : `${component}.${name}`;
}

function isWithin({ deadband, sentValue }: Thinned, value: Json): boolean {
  if (deadband === undefined) return false;
  if (typeof value !== 'number' || typeof sentValue !== 'number') return value === sentValue;
  return Math.abs(value - sentValue) <= deadband;
}
