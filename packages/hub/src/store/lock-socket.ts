import { hostname } from 'node:os';
import { once } from 'node:events';
import { createConnection, createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isError } from './make-folder.js';

/** A process that stands still answers nothing, and is there all the same. */
const ANSWER_WITHIN_MS = 1000;
const ASK_AGAIN_AFTER_MS = 5;
const MOST_TRIES = 20;

/** What a process says of itself. */
export interface Occupant {
  /** Absent when it does not answer. */
  readonly pid?: number;
  readonly host?: string;
  /** Whether it has the folder, or only wants it. */
  readonly holds: boolean;
}

/** A socket that is there as long as its process: the system ends it, however the process ends. */
export class LockSocket {
  holds = false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((connection) => {
      connection.on('error', () => connection.destroy());
      const answer: Occupant = { pid: process.pid, host: hostname(), holds: this.holds };
      connection.end(JSON.stringify(answer));
    });
    // It keeps no process from ending.
    this.#server.unref();
  }

  /** @throws the system's error */
  static async listen(path: string): Promise<LockSocket> {
    const socket = new LockSocket();
    socket.#server.listen(path);
    await once(socket.#server, 'listening');
    return socket;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Who is at that socket; `undefined` when nobody is any more. @throws the system's error */
export async function occupantOf(path: string): Promise<Occupant | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await ask(path);
    if (answer !== 'unclear') return answer;
    await delay(ASK_AGAIN_AFTER_MS);
  }
  return { holds: true };
}

/** It is unclear when one that goes has not answered, or so many ask that it cannot answer all. */
async function ask(path: string): Promise<Occupant | 'unclear' | undefined> {
  const connection = createConnection(path);
  let isSilent = false;
  connection.setTimeout(ANSWER_WITHIN_MS, () => {
    isSilent = true;
    connection.destroy();
  });
  let answer = '';
  connection.setEncoding('utf8').on('data', (text) => (answer += String(text)));
  try {
    await once(connection, 'connect');
    await once(connection, 'close');
  } catch (error) {
    if (isError(error, 'ECONNREFUSED', 'ENOENT')) return undefined;
    if (!isError(error, 'ECONNRESET', 'EPIPE', 'EAGAIN')) throw error;
  } finally {
    connection.destroy();
  }
  return isSilent ? { holds: true } : parsed(answer);
}

function parsed(answer: string): Occupant | 'unclear' {
  try {
    return JSON.parse(answer) as Occupant;
  } catch {
    return 'unclear';
  }
}
