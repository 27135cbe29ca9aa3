import type { JsonObject } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type { HubFaults, ReportFault, TwinReadFault } from '../hub-faults.js';
import type { Connections } from './connections.js';
import { encodeJson } from './json-text.js';
import type { Registry } from './registry.js';

/** How often each of these is still to happen. */
type Countdown = 'lose-desired' | 'lose-ack' | 'refuse-connect' | 'cut-command';

/** What is in store for one target. */
class Armed {
  readonly counts = new Map<Countdown, number>();
  readonly reports: ReportFault[] = [];
  readonly twinReads: TwinReadFault[] = [];
  refusesReport: (patch: JsonObject) => boolean = () => false;
  answerDelayMs = 0;
  holdsTelemetry = false;
  /** Acknowledgements that wait for {@link HubFaults.releaseTelemetry}. */
  held: (() => void)[] = [];
  /** Each keeps an answer from being sent. */
  readonly delayed = new Set<() => void>();

  /** Whether it happens this time. */
  take(what: Countdown): boolean {
    const left = this.counts.get(what) ?? 0;
    if (left <= 0) return false;
    this.counts.set(what, left - 1);
    return true;
  }
}

interface Surroundings {
  readonly clock: HubClock;
  readonly registry: Registry;
  readonly connections: Connections;
}

/** Keeps the faults that tests ask for; the rest of the core asks here before it acts. */
export class Faults implements HubFaults {
  readonly #clock: HubClock;
  readonly #registry: Registry;
  readonly #connections: Connections;
  readonly #armed = new Map<string, Armed>();

  constructor({ clock, registry, connections }: Surroundings) {
    this.#clock = clock;
    this.#registry = registry;
    this.#connections = connections;
  }

  push(target: string, patch: JsonObject): void {
    this.#registry.get(target);
    const listener = this.#connections.listening(target, 'desired');
    if (listener === undefined) throw this.#connections.offline(target, 'desired changes');
    listener.link.desired(JSON.parse(encodeJson(patch)) as JsonObject);
  }

  loseDesired(target: string, count = 1): void {
    this.#arm(target).counts.set('lose-desired', count);
  }

  answerReports(target: string, ...faults: readonly ReportFault[]): void {
    this.#arm(target).reports.push(...faults);
  }

  refuseReports(target: string, refused: ((patch: JsonObject) => boolean) | undefined): void {
    this.#arm(target).refusesReport = refused ?? (() => false);
  }

  answerTwinReads(target: string, ...faults: readonly TwinReadFault[]): void {
    this.#arm(target).twinReads.push(...faults);
  }

  delayAnswers(target: string, ms: number): void {
    this.#arm(target).answerDelayMs = ms;
  }

  holdTelemetry(target: string): void {
    this.#arm(target).holdsTelemetry = true;
  }

  releaseTelemetry(target: string): void {
    const armed = this.#arm(target);
    armed.holdsTelemetry = false;
    for (const acknowledge of armed.held.splice(0)) acknowledge();
  }

  loseTelemetryAcks(target: string, count: number): void {
    this.#arm(target).counts.set('lose-ack', count);
  }

  refuseConnects(target: string, count: number): void {
    this.#arm(target).counts.set('refuse-connect', count);
  }

  expireToken(target: string): void {
    this.#registry.get(target);
    this.#connections.end(target, 'token-expired');
  }

  disconnectOnCommand(target: string, count = 1): void {
    this.#arm(target).counts.set('cut-command', count);
  }

  /** Whether one of the counted faults happens now. */
  happens(target: string, what: Countdown): boolean {
    return this.#armed.get(target)?.take(what) === true;
  }

  /** What becomes of this report; `undefined` for the usual. */
  ofReport(target: string, patch: JsonObject): ReportFault | undefined {
    const armed = this.#armed.get(target);
    if (armed === undefined) return undefined;
    return armed.reports.shift() ?? (armed.refusesReport(patch) ? 'refuse' : undefined);
  }

  /** What becomes of this read of the twin; `undefined` for the usual. */
  ofTwinRead(target: string): TwinReadFault | undefined {
    return this.#armed.get(target)?.twinReads.shift();
  }

  /** Sends an answer to a twin request: now, or as late as was asked for. */
  answer(target: string, send: () => void): void {
    const armed = this.#armed.get(target);
    if (armed === undefined || armed.answerDelayMs <= 0) return send();
    const cancel = this.#clock.after(armed.answerDelayMs, () => {
      armed.delayed.delete(cancel);
      send();
    });
    armed.delayed.add(cancel);
  }

  /** Acknowledges telemetry: now, later or never. */
  acknowledge(target: string, send: () => void): void {
    const armed = this.#armed.get(target);
    if (armed?.take('lose-ack') === true) return;
    if (armed?.holdsTelemetry === true) armed.held.push(send);
    else send();
  }

  /** What was withheld belonged to the connection that is gone. */
  left(target: string): void {
    const armed = this.#armed.get(target);
    if (armed === undefined) return;
    armed.held = [];
    for (const cancel of armed.delayed) cancel();
    armed.delayed.clear();
  }

  forget(target: string): void {
    this.left(target);
    this.#armed.delete(target);
  }

  #arm(target: string): Armed {
    this.#registry.get(target);
    const armed = this.#armed.get(target) ?? new Armed();
    this.#armed.set(target, armed);
    return armed;
  }
}
