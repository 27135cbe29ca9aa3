import { startSession, type HostOptions, type Session, type SessionOptions } from '../src/index.js';
import { FakeClock } from './fake-clock.js';
import { MemoryHub } from './memory-hub.js';
import { memoryLog, type LogLine } from './memory-log.js';

export interface Started extends AsyncDisposable {
  readonly session: Session;
  readonly hub: MemoryHub;
  readonly clock: FakeClock;
  readonly lines: LogLine[];
}

/** What a session needs and a test reads. */
export function bench(
  hub = new MemoryHub(),
): Omit<Started, 'session' | typeof Symbol.asyncDispose> & { options: HostOptions } {
  const clock = new FakeClock();
  const lines: LogLine[] = [];
  const log = memoryLog(lines);
  const { transport, provisioning } = hub;
  const options: HostOptions = { transport, provisioning, clock, log, random: () => 0.5 };
  return { hub, clock, lines, options };
}

/** An app running on a hub in memory. */
export async function started(
  app: object,
  extra: Partial<HostOptions & SessionOptions> & { hub?: MemoryHub } = {},
): Promise<Started> {
  const { hub, ...more } = extra;
  const { options, ...rest } = bench(hub);
  const session = await startSession(app, { ...options, ...more });
  return { session, ...rest, [Symbol.asyncDispose]: () => session.close() };
}
