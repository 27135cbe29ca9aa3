import {
  startSession,
  type HostOptions,
  type Logger,
  type Session,
  type SessionOptions,
} from '../src/index.js';
import { FakeClock } from './fake-clock.js';
import { MemoryHub } from './memory-hub.js';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

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
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: LogLine['fields'] = {}) =>
      void lines.push({ level, message, fields });
  const log: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
  };
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
