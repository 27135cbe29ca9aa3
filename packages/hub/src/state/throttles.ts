import type { HubClock } from '../clock.js';
import { hubError } from '../error-codes.js';
import { DailyQuota } from './daily-quota.js';
import { Rate } from './rate.js';
import type { Presence } from './session.js';
import { METHOD_METER_BYTES, PACES, TIERS, type Operation, type Tier } from './tiers.js';

/** Why something is not done now. */
export type Throttled = 'throttled' | 'quota-exceeded';

/**
 * How long telemetry above its rate may wait. IoT Hub queues it too and says no length: this is the
 * hub's own, so that a queue holds 500 messages at most.
 */
const TELEMETRY_PATIENCE_MS = 5000;
/** Source: "Azure IoT Hub billing information": what is charged as messages. */
const CHARGED: ReadonlySet<Operation> = new Set([
  'telemetry',
  'cloud-to-device',
  'method',
  'twin-read',
  'twin-update',
  'file-upload',
]);

/** The size of something, counted only where there is a tier. */
type Bytes = () => number;

/** Whose message it is. */
export interface Sending {
  readonly target: string;
  /** The connection it is acknowledged on: it ends with that, since its device sends it again. */
  readonly presence?: Presence | undefined;
}

/** One message that waits for its turn. */
interface Waiting extends Sending {
  readonly dueAt: number;
  readonly run: () => void;
}

/**
 * The throttles and the daily quota of one hub; without a tier there are none. What IoT Hub does
 * about them: "IoT Hub quotas and throttling", traffic shaping, and "Understand and resolve Azure
 * IoT Hub errors", 429001 and 403002.
 */
export class Throttles {
  readonly #clock: HubClock;
  readonly #quota: DailyQuota | undefined;
  readonly #rates = new Map<Operation, Rate>();
  #waiting: Waiting[] = [];
  #stopWaiting: (() => void) | undefined;

  constructor(clock: HubClock, tier: Tier | undefined) {
    this.#clock = clock;
    if (tier === undefined) return;
    this.#quota = new DailyQuota(TIERS[tier]);
    for (const [operation, pace] of Object.entries(PACES)) {
      const patienceMs = operation === 'telemetry' ? TELEMETRY_PATIENCE_MS : 0;
      this.#rates.set(operation as Operation, new Rate(pace, patienceMs));
    }
  }

  /** Why this is not done now; `undefined` when it is, and is counted. */
  objection(operation: Operation, bytes: Bytes = () => 0): Throttled | undefined {
    const turn = this.#turn(operation, bytes);
    return typeof turn === 'string' ? turn : undefined;
  }

  /**
   * The same, for what code asks for.
   * @throws PNP_HUB_TOO_MANY_REQUESTS, PNP_HUB_QUOTA_EXCEEDED
   */
  check(operation: Operation, bytes?: Bytes): void {
    const objection = this.objection(operation, bytes);
    if (objection !== undefined) throw errorOf(objection, operation);
  }

  /** Takes a message of telemetry by `run`, at once or when its turn comes, in order; or says why not. */
  telemetry(sending: Sending, bytes: Bytes, run: () => void): Throttled | undefined {
    const turn = this.#turn('telemetry', bytes);
    if (typeof turn === 'string') return turn;
    if (turn === 0 && this.#waiting.length === 0) run();
    else this.#wait({ ...sending, dueAt: this.#clock.now() + turn, run });
    return undefined;
  }

  /** Takes a will by `run`, behind what waits of its target. */
  will(target: string, run: () => void): void {
    const before = this.#waiting.findLast((waiting) => waiting.target === target);
    if (before === undefined) run();
    else this.#wait({ target, dueAt: this.#waiting.at(-1)?.dueAt ?? before.dueAt, run });
  }

  /** The connection is gone: nobody hears what it would be acknowledged. */
  left(presence: Presence): void {
    this.#drop((waiting) => waiting.presence === presence);
  }

  /** Drops what waits of a target. */
  forget(target: string): void {
    this.#drop((waiting) => waiting.target === target);
  }

  /** Counts what goes out unasked towards the daily quota: answers to methods, changes of desired properties. */
  charge(bytes: Bytes): void {
    this.#quota?.charge(this.#clock.now(), bytes());
  }

  /** What still waits is dropped. */
  close(): void {
    this.#drop(() => true);
  }

  /** In how many ms its turn comes. */
  #turn(operation: Operation, bytesOf: Bytes): number | Throttled {
    const rate = this.#rates.get(operation);
    const quota = this.#quota;
    if (rate === undefined || quota === undefined) return 0;
    const now = this.#clock.now();
    if (operation !== 'connect' && quota.isSpent(now)) return 'quota-exceeded';
    const bytes = bytesOf();
    const meters = operation === 'method' ? Math.ceil(bytes / METHOD_METER_BYTES) : 1;
    const waitMs = rate.take(now, Math.max(1, meters));
    if (waitMs === undefined) return 'throttled';
    if (CHARGED.has(operation)) quota.charge(now, bytes);
    return waitMs;
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (this.#waiting.length === 1) this.#arm();
  }

  #drop(isDropped: (waiting: Waiting) => boolean): void {
    const kept = this.#waiting.filter((waiting) => !isDropped(waiting));
    if (kept.length === this.#waiting.length) return;
    this.#waiting = kept;
    this.#stopWaiting?.();
    this.#arm();
  }

  /** Until the turn of the first. */
  #arm(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const delayMs = Math.max(0, first.dueAt - this.#clock.now());
    this.#stopWaiting = this.#clock.after(delayMs, () => this.#next());
  }

  /** One at a time: the order stays, whatever timers do. */
  #next(): void {
    this.#waiting.shift()?.run();
    this.#arm();
  }
}

function errorOf(objection: Throttled, operation: Operation): Error {
  if (objection === 'throttled') {
    const { count, perMs } = PACES[operation];
    const most = `${count} in ${perMs / 1000} s`;
    return hubError(
      'PNP_HUB_TOO_MANY_REQUESTS',
      `too much of ${operation}: ${most} (IoT Hub's 429001)`,
      {
        hint: 'wait and try again, each time longer; or start the hub without a tier',
      },
    );
  }
  return hubError(
    'PNP_HUB_QUOTA_EXCEEDED',
    "the messages of this day are spent (IoT Hub's 403002)",
    {
      hint: 'wait for the next UTC day, or start the hub without a tier',
    },
  );
}
