import { startSession, type HostOptions, type Session, type SessionOptions } from '@iotpnp/core';
import { FakeClock } from './fake-clock.js';
import { MemoryDevice } from './memory/memory-device.js';
import { memoryLog, type LogLine } from './memory-log.js';

/** What a session runs with in a test, and what the test reads. */
export interface Bench {
  readonly hub: MemoryDevice;
  readonly clock: FakeClock;
  readonly lines: LogLine[];
  /** For `startSession` or `createHost`. */
  readonly options: HostOptions;
}

/** A hub in memory, a fake clock, a log that is kept, and no chance: the middle of every jitter. */
export function bench(hub = new MemoryDevice()): Bench {
  const clock = new FakeClock();
  const lines: LogLine[] = [];
  const log = memoryLog(lines);
  const { transport, provisioning } = hub;
  const options: HostOptions = { transport, provisioning, clock, log, random: () => 0.5 };
  return { hub, clock, lines, options };
}

/** A session and what it runs on. Disposal closes it. */
export interface Started extends Omit<Bench, 'options'>, AsyncDisposable {
  readonly session: Session;
}

/** An app running on a hub in memory: its session has read the twin. */
export async function started(
  app: object,
  extra: Partial<HostOptions & SessionOptions> & { readonly hub?: MemoryDevice } = {},
): Promise<Started> {
  const { hub, ...more } = extra;
  const { options, ...rest } = bench(hub);
  const session = await startSession(app, { ...options, ...more });
  return { session, ...rest, [Symbol.asyncDispose]: () => session.close() };
}
