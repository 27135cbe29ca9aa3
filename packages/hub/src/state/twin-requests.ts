import { isJsonObject, PnpError, type Json, type JsonObject } from '@iotpnp/model';
import { namesOf, type TargetNames } from '../target.js';
import type { ReportFault } from '../hub-faults.js';
import type { Connections } from './connections.js';
import type { EventLog } from './event-log.js';
import type { Faults } from './faults.js';
import { isUnavailable } from './is-unavailable.js';
import { freezeJson } from './json-text.js';
import type { Throttled, Throttles } from './throttles.js';
import { sizeOf } from './twin-limits.js';
import type { Twins } from './twins.js';

/** What a request is answered with in place of what it asked for. */
export interface Refused {
  readonly accepted: false;
  /** 503 only as a fault. */
  readonly status: 400 | 403 | 429 | 503;
  readonly detail: string;
}

/** How a patch of the reported section was taken; one that is `unanswered` is so as a fault. */
export type ReportOutcome =
  | { readonly accepted: true; readonly version: number }
  | Refused
  | 'unanswered';

/** How a read of the twin was taken: the document has both sections, each with its `$version`. */
export type TwinReadOutcome =
  | { readonly accepted: true; readonly document: JsonObject }
  | Refused
  | 'unanswered';

const FAULTS = {
  refuse: { accepted: false, status: 400, detail: 'refused as a fault' },
  throttle: { accepted: false, status: 429, detail: 'too many requests, as a fault' },
  unavailable: { accepted: false, status: 503, detail: 'unavailable, as a fault' },
} as const;

/** As IoT Hub answers them: 429001 and 403002. */
const THROTTLED: { readonly [T in Throttled]: Refused } = {
  throttled: { accepted: false, status: 429, detail: 'too many requests for the tier of the hub' },
  'quota-exceeded': { accepted: false, status: 403, detail: 'the messages of this day are spent' },
};

export interface TwinReach {
  readonly twins: Twins;
  readonly log: EventLog;
  readonly connections: Connections;
  readonly faults: Faults;
  readonly throttles: Throttles;
}

/** What a connected device or module asks about its twin. */
export class TwinRequests {
  readonly #target: string;
  readonly #names: TargetNames;
  readonly #reach: TwinReach;

  constructor(target: string, reach: TwinReach) {
    this.#target = target;
    this.#names = namesOf(target);
    this.#reach = reach;
  }

  read(): TwinReadOutcome {
    const { faults, log, twins } = this.#reach;
    const throttled = this.#throttled('twin-read', () => sizeOf(twins.document(this.#target)));
    if (throttled !== undefined) {
      log.record({ type: 'twin-read', ...this.#names, status: throttled.status });
      return throttled;
    }
    const fault = faults.ofTwinRead(this.#target);
    const refused = fault === 'throttle' || fault === 'unavailable' ? FAULTS[fault] : undefined;
    const status = fault === undefined ? 200 : refused?.status;
    log.record({ type: 'twin-read', ...this.#names, ...(status === undefined ? {} : { status }) });
    if (fault === undefined) return { accepted: true, document: twins.document(this.#target) };
    if (fault === 'cut') this.#cut();
    return refused ?? 'unanswered';
  }

  /** Merges into the reported section; `patch` is what came in, `undefined` when it was no JSON. */
  report(patch: Json | undefined): ReportOutcome {
    const throttled = this.#throttled('twin-update', () => sizeOf(patch ?? null));
    if (throttled !== undefined) return this.#reportRefused(throttled.status, throttled.detail);
    if (!isJsonObject(patch)) return this.#reportRefused(400, 'a reported patch is a JSON object');
    const fault = this.#reach.faults.ofReport(this.#target, freezeJson(patch));
    if (fault instanceof Error) {
      return this.#reportRefused(400, `the predicate of refuseReports: ${fault.message}`);
    }
    switch (fault) {
      case 'refuse':
      case 'throttle':
      case 'unavailable':
        return this.#reportRefused(FAULTS[fault].status, FAULTS[fault].detail);
      case 'ignore':
      case 'cut':
        this.#reportDropped(fault);
        if (fault === 'cut') this.#cut();
        return 'unanswered';
      case 'silent':
      case 'apply-and-cut':
        return this.#mergedUnanswered(patch, fault);
      default:
        return this.#merge(patch);
    }
  }

  /** Answers a request for the twin by `send`: at once, unless a fault delays it. */
  answer(send: () => void): void {
    this.#reach.faults.answer(this.#target, send);
  }

  /** What cannot be merged is refused as ever. */
  #mergedUnanswered(patch: JsonObject, fault: ReportFault): ReportOutcome {
    const outcome = this.#merge(patch);
    if (!outcome.accepted) return outcome;
    if (fault === 'apply-and-cut') this.#cut();
    return 'unanswered';
  }

  #merge(patch: JsonObject): Exclude<ReportOutcome, 'unanswered'> {
    const { log, twins } = this.#reach;
    let version: number;
    try {
      version = twins.report(this.#target, patch);
    } catch (error) {
      if (isUnavailable(error)) return this.#reportRefused(503, 'it cannot be kept now');
      if (error instanceof PnpError) return this.#reportRefused(400, error.message);
      throw error;
    }
    log.record({ type: 'reported', ...this.#names, patch, version });
    return { accepted: true, version };
  }

  #throttled(operation: 'twin-read' | 'twin-update', bytes: () => number): Refused | undefined {
    const objection = this.#reach.throttles.objection(operation, bytes);
    return objection === undefined ? undefined : THROTTLED[objection];
  }

  #reportRefused(status: Refused['status'], detail: string): Refused {
    this.#reach.log.record({ type: 'report-refused', ...this.#names, status, detail });
    return { accepted: false, status, detail };
  }

  #reportDropped(fault: string): void {
    const detail = `${fault}, as a fault`;
    this.#reach.log.record({ type: 'report-refused', ...this.#names, detail });
  }

  #cut(): void {
    this.#reach.connections.end(this.#target, 'by-hub');
  }
}
