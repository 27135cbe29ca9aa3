import type { Part } from '../bind/bind.js';
import type { TelemetryMember } from '../compile/compiled.js';
import { sleep } from '../clock.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, stackOf, type SessionContext } from './context.js';
import type { Sample } from './poller.js';

type Generator = (this: object, context: { signal: AbortSignal }) => unknown;

/** Iterates the telemetry methods that are async generators. One that throws is started again, with back-off. */
export class Streams {
  readonly #members: readonly { part: Part; member: TelemetryMember }[];

  constructor(
    readonly context: SessionContext,
    parts: readonly Part[],
    readonly record: (samples: readonly Sample[]) => void,
  ) {
    this.#members = parts.flatMap((part) =>
      [...part.compiled.telemetry.values()]
        .filter((member) => member.source === 'streamed')
        .map((member) => ({ part, member })),
    );
  }

  /** Resolves when all have ended: by themselves, or because the session's signal aborted. */
  async run(): Promise<void> {
    await Promise.all(this.#members.map(({ part, member }) => this.#follow(part, member)));
  }

  async #follow(part: Part, member: TelemetryMember): Promise<void> {
    const { signal, log, clock, random } = this.context;
    const backoff = exponentialBackoff(1_000, 60_000, random);
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.#iterate(part, member);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const retryInMs = backoff.delayMs(failures);
        const { component } = part;
        const fields = {
          code: 'PNP_STREAM_FAILED',
          component,
          telemetry: member.name,
          error: messageOf(error),
          retryInMs,
        };
        log.warn('a telemetry stream failed, starting it again', fields);
        log.debug('a telemetry stream failed', { ...fields, stack: stackOf(error) });
        await sleep(clock, retryInMs, signal).catch(() => {}); // aborted: the loop ends
      }
    }
  }

  /** Does not wait for a generator that never yields again once the session closes. */
  async #iterate(part: Part, member: TelemetryMember): Promise<void> {
    const { signal } = this.context;
    const method = (part.instance as Record<string, Generator>)[member.key] as Generator;
    const values: unknown = method.call(part.instance, { signal });
    if (!isAsyncIterable(values)) {
      this.#noStream(part, member);
      return;
    }
    const iterator = values[Symbol.asyncIterator]();
    let close = () => {};
    const onAbort = () => close();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        const step = await new Promise<IteratorResult<unknown> | undefined>((resolve, reject) => {
          close = () => resolve(undefined);
          if (signal.aborted) close();
          else Promise.resolve(iterator.next()).then(resolve, reject);
        });
        if (!step) {
          iterator.return?.().then(undefined, (error: unknown) => this.#lateFailure(member, error));
          return;
        }
        if (step.done) return;
        if (step.value !== undefined) this.record([{ part, member, value: step.value }]);
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The author's mistake, which no further try mends. */
  #noStream({ component, compiled }: Part, { name, key }: TelemetryMember): void {
    const hint = `add every to @Telemetry, or make ${compiled.type.name}.${key} an async generator`;
    const fields = { code: 'PNP_STREAM_FAILED', component, telemetry: name, hint };
    this.context.log.error('a telemetry method without every gives no stream', fields);
  }

  #lateFailure(member: TelemetryMember, error: unknown): void {
    this.context.log.debug('a telemetry stream failed while closing', {
      telemetry: member.name,
      error: messageOf(error),
    });
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return (
    typeof (value as Partial<AsyncIterable<unknown>> | null)?.[Symbol.asyncIterator] === 'function'
  );
}
