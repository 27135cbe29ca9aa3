import type { JsonObject } from '@iotpnp/model';
import type { ArmedFault, ReportFault, TwinReadFault } from '../hub-faults.js';

/** How often each of these is still to happen. */
export type Countdown = 'lose-desired' | 'lose-acks' | 'refuse-connects' | 'disconnect-on-command';

/** What is in store for one target. */
export class Armed {
  readonly counts = new Map<Countdown, number>();
  readonly reports: ReportFault[] = [];
  readonly twinReads: TwinReadFault[] = [];
  refusesReport: ((patch: JsonObject) => boolean) | undefined;
  answerDelayMs = 0;
  ackDelayMs = 0;
  holdsTelemetry = false;
  /** Acknowledgements that wait for their release. */
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

  /** Acknowledges what is held, and goes on as usual. */
  release(): void {
    this.holdsTelemetry = false;
    for (const acknowledge of this.held.splice(0)) acknowledge();
  }

  /** Takes all back. What is on its way late stays so. */
  clear(): void {
    this.counts.clear();
    this.reports.length = 0;
    this.twinReads.length = 0;
    this.refusesReport = undefined;
    this.answerDelayMs = 0;
    this.ackDelayMs = 0;
    this.release();
  }

  /** What withheld an answer belonged to a connection that is gone. */
  left(): void {
    this.held = [];
    for (const cancel of this.delayed) cancel();
    this.delayed.clear();
  }

  list(target: string): readonly ArmedFault[] {
    const counted = [...this.counts].filter(([, count]) => count > 0);
    const delays = [
      ['delay-answers', this.answerDelayMs],
      ['delay-acks', this.ackDelayMs],
    ] as const;
    return [
      ...counted.map(([fault, count]) => ({ fault, target, count })),
      ...queued('answer-reports', target, this.reports),
      ...queued('answer-twin-reads', target, this.twinReads),
      ...(this.refusesReport === undefined ? [] : [{ fault: 'refuse-reports', target } as const]),
      ...delays
        .filter(([, ms]) => ms > 0)
        .map(([fault, ms]) => ({ fault, target, seconds: ms / 1000 })),
      ...(this.holdsTelemetry ? [{ fault: 'hold-acks', target } as const] : []),
    ];
  }
}

function queued(
  fault: 'answer-reports' | 'answer-twin-reads',
  target: string,
  answers: readonly ReportFault[],
): readonly ArmedFault[] {
  return answers.length === 0 ? [] : [{ fault, target, answers: [...answers] }];
}
