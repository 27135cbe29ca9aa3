// A process of its own that is asked things, one after the other, and ends with whoever asks.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

type Handlers = Readonly<Record<string, (request: never) => unknown>>;

interface Answer {
  readonly answer?: unknown;
  readonly error?: string;
}

/** Another process, from the asking side. */
export interface Child extends AsyncDisposable {
  ask<T>(what: string, request?: unknown): Promise<T>;
}

/** Starts `{name}.ts` of this folder. */
export function startChild(name: string, args: readonly string[] = []): Child {
  const file = path.join(import.meta.dirname, `${name}.mjs`);
  const child = fork(file, args, { execArgv: ['--expose-gc', ...process.execArgv] });
  const gone = once(child, 'exit').then(([code]) => `${name} ended with ${String(code)}`);
  return {
    async ask<T>(what: string, request?: unknown): Promise<T> {
      child.send({ what, request });
      const heard = await Promise.race([once(child, 'message'), gone]);
      if (typeof heard === 'string') throw new Error(heard);
      const { answer, error } = heard[0] as Answer;
      if (error !== undefined) throw new Error(`${name}, ${what}: ${error}`);
      return answer as T;
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

/** Answers what the process that started this one asks, by these names; ends when that is gone. */
export function answerAll(handlers: Handlers, end: () => unknown): void {
  process.on('message', ({ what, request }: { what: string; request: never }) => {
    Promise.resolve()
      .then(() => handlers[what]?.(request))
      .then(
        (answered) => process.send?.({ answer: answered }),
        (error: unknown) => process.send?.({ error: String(error) }),
      );
  });
  process.once('disconnect', () => void end());
}
