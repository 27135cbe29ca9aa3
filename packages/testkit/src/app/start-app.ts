import {
  startSession,
  type HostOptions,
  type JsonObject,
  type Session,
  type SessionOptions,
} from '@iotpnp/core';
import { FakeClock, settled } from '../fake-clock.js';
import { memoryLog, type LogLine } from '../memory-log.js';
import { AppHub } from './app-hub.js';

/** How far time is let pass at once while a session closes. */
const CLOSING_STEP_MS = 1_000;

/** Everything has a default: `startApp(new Thermostat())` runs. */
export interface StartAppOptions extends Omit<Partial<HostOptions & SessionOptions>, 'clock'> {
  /** Default: one of its own, at 2026-01-01T00:00:00Z. */
  readonly clock?: FakeClock;
  /** What the twin holds before the device connects; a `$version` may be left out. */
  readonly twin?: { readonly desired?: JsonObject; readonly reported?: JsonObject };
}

/** A running device and the far side of it. Disposal closes its session. */
export interface StartedApp extends AsyncDisposable {
  readonly hub: AppHub;
  readonly clock: FakeClock;
  readonly session: Session;
  /** What was logged, in order. */
  readonly log: readonly LogLine[];
}

/**
 * Runs an instance of a decorated class as a device on a hub in memory: no network, no waiting. Resolves when it is connected.
 * @example
 * await using device = await startApp(new Thermostat());
 * device.hub.desire({ targetTemperature: 25 });
 * assert.equal((await device.hub.ackOf('targetTemperature')).ac, 200);
 */
export async function startApp(app: object, options: StartAppOptions = {}): Promise<StartedApp> {
  const { twin, clock = new FakeClock(), ...rest } = options;
  const hub = new AppHub(clock, options.device);
  hub.desired = { $version: 1, ...twin?.desired };
  hub.reported = { $version: 1, ...twin?.reported };
  const log: LogLine[] = [];
  const { transport, provisioning } = hub;
  const session = await startSession(app, {
    transport,
    provisioning,
    log: memoryLog(log),
    random: () => 0.5,
    ...rest,
    clock,
  });
  return {
    hub,
    clock,
    session,
    log,
    async [Symbol.asyncDispose]() {
      // A session that closes waits for what is under way and for its hooks, by this clock.
      const closing = session.close();
      await settled();
      while (session.state !== 'closed') await clock.advance(CLOSING_STEP_MS);
      await closing;
    },
  };
}
