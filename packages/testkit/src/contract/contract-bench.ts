import assert from 'node:assert/strict';
import {
  startSession,
  type Clock,
  type HostOptions,
  type Json,
  type JsonObject,
  type Session,
  type SessionOptions,
} from '@iotpnp/core';
import { memoryLog, type LogLine } from '../memory-log.js';
import type { ContractHub, ReceivedTelemetry } from './contract-hub.js';

const AWAY = new Set(['no connection to the hub', 'the hub refuses this device']);

/** A hub for one contract test, the sessions the test starts on it, and ways to wait for what has to come. */
export class ContractBench implements AsyncDisposable {
  readonly lines: LogLine[] = [];
  readonly #sessions: Session[] = [];
  #reports = 0;
  #telemetry = 0;
  #retries = 0;

  constructor(readonly hub: ContractHub) {}

  get clock(): Clock {
    return this.hub.clock;
  }

  get twin() {
    return there(this.hub.twin, 'twin');
  }

  get commands() {
    return there(this.hub.commands, 'commands');
  }

  get messages() {
    return there(this.hub.messages, 'messages');
  }

  get inputs() {
    return there(this.hub.inputs, 'inputs');
  }

  /** Runs an app as the device of this hub; closed at the end of the test. Chance is the middle of every jitter. */
  async start(app: object, options: Partial<HostOptions & SessionOptions> = {}): Promise<Session> {
    const { transport, provisioning, clock } = this.hub;
    const log = memoryLog(this.lines);
    const plugins = { transport, provisioning, clock, log, random: () => 0.5 };
    const session = await startSession(app, { ...plugins, ...options });
    this.#sessions.push(session);
    return session;
  }

  /** Waits, without letting time pass, until `look` gives something; `what` is for the failure. */
  async until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    const end = performance.now() + this.hub.patienceMs;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (performance.now() > end) assert.fail(`${what} did not come; ${this.#seen()}`);
      await this.hub.turn();
    }
  }

  /** Lets time pass. */
  async advance(ms: number): Promise<void> {
    await this.hub.turn();
    await this.hub.clock.advance(ms);
    await this.hub.turn();
  }

  /** The next reported patch that nobody was given yet. */
  nextReport(): Promise<JsonObject> {
    const at = this.#reports++;
    return this.until('a reported patch', () => this.twin.reports[at]);
  }

  /** The next telemetry message that nobody was given yet. */
  nextTelemetry(): Promise<ReceivedTelemetry> {
    const at = this.#telemetry++;
    return this.until('a telemetry message', () => this.hub.telemetry[at]);
  }

  /** The log lines with a code, in order. */
  logged(code: string): readonly LogLine[] {
    return this.lines.filter(({ fields }) => fields['code'] === code);
  }

  /** Ends when all that was produced has been taken; what was reported and sent so far is not given out any more. */
  async settled(session: Session): Promise<void> {
    await session.flush();
    await this.hub.turn();
    this.#reports = this.hub.twin?.reports.length ?? 0;
    this.#telemetry = this.hub.telemetry.length;
  }

  /** Waits for the acknowledgement of a property (`name`, `component/name`) at a version; the final one, unless a code is asked for. */
  ack(path: string, version: number, code?: number): Promise<JsonObject> {
    return this.until(`an ack of ${path} at ${version}`, () => {
      const value = valueAt(this.twin.reported, path);
      if (!isObject(value) || value['av'] !== version) return undefined;
      return (code === undefined ? value['ac'] !== 202 : value['ac'] === code) && value;
    });
  }

  /** The session notices that its link is gone. */
  async away(session: Session): Promise<void> {
    await this.until('the end of the link', () => session.state !== 'ready');
  }

  /** Lets time pass until the session is back, however often it has to try. */
  back(session: Session): Promise<void> {
    return this.#tryUntil(session, 'ready');
  }

  /** Lets time pass until the hub has refused the session. */
  refused(session: Session): Promise<void> {
    return this.#tryUntil(session, 'refused');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) await this.close(session);
    await this.hub[Symbol.asyncDispose]();
  }

  /** Closes a session, letting the time pass that it gives what cannot be sent any more. */
  close(session: Session): Promise<void> {
    return this.passing(session.close());
  }

  /** Waits for the end of something, letting the time pass that it may take: at most a minute. */
  async passing<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const ending = work.finally(() => {
      ended = true;
    });
    await Promise.race([ending, this.#passed(() => ended)]);
    return ending;
  }

  async #tryUntil(session: Session, state: Session['state']): Promise<void> {
    const attempts = () => this.lines.filter(({ message }) => AWAY.has(message));
    const reached = () => session.state === state;
    while (!reached()) {
      const retryInMs = await this.until('another try', () => {
        return reached() ? 0 : (attempts()[this.#retries]?.fields['retryInMs'] as number);
      });
      if (reached()) break;
      this.#retries++;
      await this.hub.clock.advance(retryInMs);
      await this.until('its outcome', () => reached() || attempts().length > this.#retries);
    }
    this.#retries = attempts().length - (state === 'ready' ? 0 : 1);
  }

  async #passed(ended: () => boolean): Promise<void> {
    for (let turns = 0; !ended() && turns < 20; turns++) await this.hub.turn();
    for (let seconds = 0; !ended() && seconds < 60; seconds++) {
      await this.hub.clock.advance(1_000);
      await this.hub.turn();
    }
  }

  #seen(): string {
    const reports = this.hub.twin?.reports.slice(-3).map((each) => JSON.stringify(each)) ?? [];
    const bodies = this.hub.telemetry.slice(-3).map(({ text }) => text);
    const log = this.lines
      .slice(-3)
      .map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`);
    return `the last reports: ${reports.join(' ')}; telemetry: ${bodies.join(' ')}; log: ${log.join(' | ')}`;
  }
}

/** The value at `name` or `component/name`. */
export function valueAt(document: JsonObject, path: string): Json | undefined {
  return path.split('/').reduce<Json | undefined>((value, key) => {
    return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, document);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function there<T>(group: T | undefined, name: string): T {
  if (group !== undefined) return group;
  throw new Error(`the transport supports it, but the contract's hub has no ${name}`);
}
