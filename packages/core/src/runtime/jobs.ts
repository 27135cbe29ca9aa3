import { PnpError } from '@iotpnp/model';
import type { Cancel } from '../clock.js';
import { parseDuration } from '../duration.js';
import type { StartContext } from '../lifecycle.js';
import { messageOf, stackOf, type SessionContext } from './context.js';

type Job = Parameters<StartContext['every']>[1];

/** The jobs an app repeats: each in step with its first time, none overlapping itself. */
export class Jobs {
  readonly #running = new Set<Cancel>();

  constructor(
    readonly context: SessionContext,
    readonly signal: AbortSignal,
  ) {}

  /** @throws {PnpError} `PNP_JOB_INTERVAL`. */
  every(interval: unknown, job: Job): Cancel {
    const ms = parseDuration(interval);
    if (ms === undefined) {
      throw new PnpError('PNP_JOB_INTERVAL', `every: ${messageOf(interval)} is no interval`, {
        hint: "write milliseconds, or a text such as '5s', '1m' or '250ms'",
      });
    }
    if (this.signal.aborted) return () => {};
    const { clock } = this.context;
    let cancelTimer: Cancel = () => {};
    let busy = false;
    const arm = (dueMs: number) => {
      cancelTimer = clock.after(Math.max(0, dueMs - clock.now()), () => {
        const late = clock.now() - dueMs;
        arm(late < 0 ? clock.now() + ms : dueMs + ms * (Math.floor(late / ms) + 1)); // a clock set back starts anew
        if (!busy) run();
      });
    };
    const run = () => {
      busy = true;
      void this.#call(job).then(() => {
        busy = false;
      });
    };
    const stop = () => {
      cancelTimer();
      this.#running.delete(stop);
    };
    this.#running.add(stop);
    arm(clock.now() + ms);
    return stop;
  }

  stop(): void {
    for (const stop of this.#running) stop();
  }

  /** Never rejects. */
  async #call(job: Job): Promise<void> {
    try {
      await job({ signal: this.signal });
    } catch (error) {
      if (this.signal.aborted) return;
      const { log, tell } = this.context;
      tell('warn', 'a repeated job failed', { code: 'PNP_JOB_FAILED', error: messageOf(error) });
      log.debug('a repeated job failed', { stack: stackOf(error) });
    }
  }
}
