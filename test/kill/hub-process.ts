import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import path from 'node:path';
import type { Twin } from '@iotpnp/hub';
import { build } from 'esbuild';
import { sasToken } from '../../packages/hub/test/sas-token.js';

const SOURCE = path.join(import.meta.dirname, 'hub-child.ts');
/** Where the hub's own dependencies are found from; each process that tests has a place of its own. */
const OUT = path.join(
  import.meta.dirname,
  `../../packages/hub/node_modules/.cache/iotpnp-kill-${process.pid}`,
);
const CHILD = path.join(OUT, 'hub-child.mjs');
/** Where a process may mount what nobody else sees. */
const IN_A_NAMESPACE = ['unshare', '--user', '--map-root-user', '--mount'];
const NOT_BUNDLED = ['lmdb', 'rhea', 'ws', 'mqtt-packet', '@peculiar/x509', 'reflect-metadata'];
const API_VERSION = 'api-version=2021-04-12';
const TOKEN_EXPIRES = Date.parse('2100-01-01T00:00:00Z');

type Ask = 'connectionStrings' | 'twin' | 'desire' | 'send' | 'pending' | 'invoke';

export interface Question {
  readonly id: number;
  readonly ask: Ask;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

interface Place {
  readonly port: number;
  readonly hostName: string;
  readonly ca: string;
  readonly serviceConnectionString: string;
}

/** Whether this system lets {@link HubProcess.startOnDisk} do what it does. */
export function canMakeDisks(): boolean {
  const [command = '', ...args] = IN_A_NAMESPACE;
  return spawnSync(command, [...args, 'mount', '-t', 'tmpfs', 'none', '/tmp']).status === 0;
}

/** Bundles the hub from its sources, to be started many times. */
export async function buildHub(): Promise<void> {
  await build({
    entryPoints: [SOURCE],
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is loaded late stays late.
    splitting: true,
    external: NOT_BUNDLED,
    conditions: ['iotpnp-source'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
}

export function removeHub(): Promise<void> {
  return rm(OUT, { recursive: true, force: true });
}

/** A hub in a process of its own, to be killed. */
export class HubProcess {
  readonly port: number;
  readonly hostName: string;
  readonly ca: string;
  readonly #place: Place;
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  private constructor(child: ChildProcess, place: Place) {
    ({ port: this.port, hostName: this.hostName, ca: this.ca } = place);
    this.#place = place;
    this.#child = child;
    child.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    child.once('exit', () => {
      for (const [id, resolve] of this.#waiting) resolve({ id, error: 'the hub is gone' });
    });
  }

  static start(dataDir: string): Promise<HubProcess> {
    return HubProcess.#of([process.execPath, CHILD, dataDir]);
  }

  /** The folder becomes a disk of so many bytes, for this process and as long as it runs. */
  static startOnDisk(dataDir: string, bytes: number): Promise<HubProcess> {
    const mount = `mount -t tmpfs -o size=${bytes} none "$2" && exec "$0" "$1" "$2"`;
    return HubProcess.#of([...IN_A_NAMESPACE, 'sh', '-c', mount, process.execPath, CHILD, dataDir]);
  }

  static async #of([command = '', ...args]: readonly string[]): Promise<HubProcess> {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    let errors = '';
    child.stderr?.on('data', (chunk) => (errors += String(chunk)));
    // A campaign that fails half-way leaves nothing running.
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    const first = await Promise.race([
      once(child, 'message').then(([place]) => place as Place),
      once(child, 'exit').then(() => undefined),
    ]);
    if (first === undefined) throw new Error(`the hub did not start:\n${errors}`);
    return new HubProcess(child, first);
  }

  /** The campaign gives the keys itself. */
  connectionString(): never {
    throw new Error('there is no such call');
  }

  async ask(ask: Ask, ...args: readonly unknown[]): Promise<unknown> {
    this.#last += 1;
    const question: Question = { id: this.#last, ask, args };
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(question.id, resolve);
      if (this.#child.connected) this.#child.send(question);
      else resolve({ id: question.id, error: 'the hub is gone' });
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.result;
  }

  async twin(target: string): Promise<Twin> {
    return (await this.ask('twin', target)) as Twin;
  }

  /** A request as a back end makes it; resolves with the body when it was answered with success. */
  rest(method: string, where: string, body?: object): Promise<string> {
    const [, policy = '', key = ''] =
      /SharedAccessKeyName=([^;]*);SharedAccessKey=(.*)$/u.exec(
        this.#place.serviceConnectionString,
      ) ?? [];
    const sr = encodeURIComponent(this.hostName);
    const token = sasToken({ sr, key, expiresAt: TOKEN_EXPIRES });
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.port,
        ca: this.ca,
        servername: 'localhost',
        agent: this.#agent,
        method,
        path: `${where}?${API_VERSION}`,
        headers: {
          authorization: `${token}&skn=${policy}`,
          'content-type': 'application/json',
          ...(method === 'DELETE' ? { 'if-match': '"*"' } : {}),
        },
      } as const;
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += String(chunk)));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode < 300) resolve(text);
          else reject(new Error(`${method} ${where} was answered ${statusCode}: ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Kills the process, which has no time for anything. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await gone;
    }
    this.#agent.destroy();
  }
}
