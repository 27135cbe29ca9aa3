import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { bundleWithHub } from '../support/hub-bundle.js';

/** What a client needs. */
export interface Place {
  readonly port: number;
  readonly hostName: string;
  readonly ca: string;
  readonly serviceConnectionString: string;
  readonly eventHubConnectionString: string;
  readonly idScope: string;
  /** Of the registration `bad`. */
  readonly registrationKey: string;
  /** The connection string of the device whose service must not suffer. */
  readonly good: string;
  /** That of the device whose credentials attackers have. */
  readonly bad: string;
}

/** What the hub's process holds on to. */
export interface Census {
  readonly sockets: number;
  /** Timers of Node, among them those of its own modules. */
  readonly timers: number;
  /** Timers of the hub's clock. */
  readonly deadlines: number;
}

export interface Question {
  readonly id: number;
  readonly ask: 'advance' | 'census' | 'heapBytes' | 'invoke';
  readonly value: number;
}

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** A hub in a process of its own, with a clock that moves when told. */
export class FuzzHub implements AsyncDisposable {
  readonly place: Place;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;
  /** What the process said before it ended, against all expectation. */
  #lastWords: string | undefined;

  private constructor(child: ChildProcess, place: Place, errors: () => string) {
    this.place = place;
    this.#child = child;
    child.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    child.once('close', () => {
      this.#lastWords = `the hub's process has ended:\n${errors()}`;
      for (const [id, resolve] of this.#waiting) resolve({ id, error: this.#lastWords });
    });
  }

  static async start(): Promise<FuzzHub> {
    const file = await bundleWithHub(path.join(import.meta.dirname, 'hub-child.ts'));
    const child = spawn(process.execPath, ['--expose-gc', '--enable-source-maps', file], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    let errors = '';
    child.stderr?.on('data', (chunk) => (errors += String(chunk)));
    const first = await Promise.race([
      once(child, 'message').then(([place]) => place as Place),
      once(child, 'close').then(() => undefined),
    ]);
    if (first === undefined) throw new Error(`the hub did not start:\n${errors}`);
    return new FuzzHub(child, first, () => errors);
  }

  /** Moves the hub's clock on by so many milliseconds. */
  async advance(ms: number): Promise<void> {
    await this.#ask('advance', ms);
  }

  async census(): Promise<Census> {
    return (await this.#ask('census')) as Census;
  }

  /** What is in use after a garbage collection. */
  async heapBytes(): Promise<number> {
    return (await this.#ask('heapBytes')) as number;
  }

  /** Invokes `echo` on the good device. */
  invoke(value: number): Promise<unknown> {
    return this.#ask('invoke', value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#lastWords !== undefined) return;
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }

  async #ask(ask: Question['ask'], value = 0): Promise<unknown> {
    if (this.#lastWords !== undefined) throw new Error(this.#lastWords);
    this.#last += 1;
    const question: Question = { id: this.#last, ask, value };
    const { result, error } = await new Promise<Answer>((resolve) => {
      this.#waiting.set(question.id, resolve);
      this.#child.send(question);
    });
    if (error !== undefined) throw new Error(error);
    return result;
  }
}
