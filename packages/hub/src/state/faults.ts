import type { JsonObject } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type {
  ArmedFault,
  HubFaults,
  ReportFault,
  RequestFault,
  TwinReadFault,
} from '../hub-faults.js';
import { Armed, type Countdown } from './armed.js';
import type { Connections } from './connections.js';
import { encodeJson } from './json-text.js';
import type { Registry } from './registry.js';

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
  readonly #requests: RequestFault[] = [];
  /** Until when connects are refused, by target; that of nobody is for all. */
  readonly #refusedUntil = new Map<string | undefined, number>();

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
    this.#arm(target).refusesReport = refused;
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
    this.#arm(target).release();
  }

  loseTelemetryAcks(target: string, count: number): void {
    this.#arm(target).counts.set('lose-acks', count);
  }

  delayTelemetryAcks(target: string, ms: number): void {
    this.#arm(target).ackDelayMs = ms;
  }

  refuseConnects(target: string, count: number): void {
    this.#arm(target).counts.set('refuse-connects', count);
  }

  refuseConnectsFor(ms: number, target?: string): void {
    if (target !== undefined) this.#registry.get(target);
    this.#refusedUntil.set(target, this.#clock.now() + ms);
  }

  disconnect(target?: string): void {
    if (target === undefined) return this.#connections.endAll('by-hub');
    this.#registry.get(target);
    this.#connections.end(target, 'by-hub');
  }

  expireToken(target: string): void {
    this.#registry.get(target);
    this.#connections.end(target, 'token-expired');
  }

  expireTokens(): void {
    for (const { target, tokenExpiresAt } of this.#connections.arrivals()) {
      if (tokenExpiresAt !== undefined) this.#connections.end(target, 'token-expired');
    }
  }

  disconnectOnCommand(target: string, count = 1): void {
    this.#arm(target).counts.set('disconnect-on-command', count);
  }

  answerRequests(...faults: readonly RequestFault[]): void {
    this.#requests.push(...faults);
  }

  list(): readonly ArmedFault[] {
    const now = this.#clock.now();
    const refused = [...this.#refusedUntil].filter(([, until]) => until > now);
    const answers = [...this.#requests];
    return [
      ...refused.map(([target, until]) => ({
        fault: 'refuse-connects' as const,
        ...(target === undefined ? {} : { target }),
        seconds: (until - now) / 1000,
      })),
      ...(answers.length === 0 ? [] : [{ fault: 'answer-requests' as const, answers }]),
      ...[...this.#armed].flatMap(([target, armed]) => armed.list(target)),
    ];
  }

  clear(target?: string): void {
    if (target !== undefined) {
      this.#registry.get(target);
      this.#armed.get(target)?.clear();
      this.#refusedUntil.delete(target);
      return;
    }
    for (const armed of this.#armed.values()) armed.clear();
    this.#refusedUntil.clear();
    this.#requests.length = 0;
  }

  /** Whether one of the counted faults happens now. */
  happens(target: string, what: Countdown): boolean {
    return this.#armed.get(target)?.take(what) === true;
  }

  /** Whether this target may not connect now. */
  refusesConnect(target: string): boolean {
    const now = this.#clock.now();
    const isRefused = [undefined, target].some((who) => (this.#refusedUntil.get(who) ?? 0) > now);
    return isRefused || this.happens(target, 'refuse-connects');
  }

  /** What becomes of this request of a back end; `undefined` for the usual. */
  ofRequest(): RequestFault | undefined {
    return this.#requests.shift();
  }

  /** What becomes of this report; `undefined` for the usual, an error when the predicate has thrown it. */
  ofReport(target: string, patch: JsonObject): ReportFault | Error | undefined {
    const armed = this.#armed.get(target);
    if (armed === undefined) return undefined;
    try {
      return (
        armed.reports.shift() ?? (armed.refusesReport?.(patch) === true ? 'refuse' : undefined)
      );
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** What becomes of this read of the twin; `undefined` for the usual. */
  ofTwinRead(target: string): TwinReadFault | undefined {
    return this.#armed.get(target)?.twinReads.shift();
  }

  /** Sends an answer to a twin request: now, or as late as was asked for. */
  answer(target: string, send: () => void): void {
    this.#send(target, send, this.#armed.get(target)?.answerDelayMs ?? 0);
  }

  /** Acknowledges telemetry: now, later or never. */
  acknowledge(target: string, send: () => void): void {
    const armed = this.#armed.get(target);
    if (armed?.take('lose-acks') === true) return;
    if (armed?.holdsTelemetry === true) armed.held.push(send);
    else this.#send(target, send, armed?.ackDelayMs ?? 0);
  }

  /** What was withheld belonged to the connection that is gone. */
  left(target: string): void {
    this.#armed.get(target)?.left();
  }

  forget(target: string): void {
    this.left(target);
    this.#armed.delete(target);
    this.#refusedUntil.delete(target);
  }

  #send(target: string, send: () => void, delayMs: number): void {
    const armed = this.#armed.get(target);
    if (armed === undefined || delayMs <= 0) return send();
    const cancel = this.#clock.after(delayMs, () => {
      armed.delayed.delete(cancel);
      send();
    });
    armed.delayed.add(cancel);
  }

  #arm(target: string): Armed {
    this.#registry.get(target);
    const armed = this.#armed.get(target) ?? new Armed();
    this.#armed.set(target, armed);
    return armed;
  }
}
