import path from 'node:path';
import type { Env, LogFormat, ResolvedConfig } from '@iotpnp/config';
import { compile, startSession, type Logger } from '@iotpnp/core';
import { createApp } from '../device/create-app.js';
import { loadDevice, type Device } from '../device/load-device.js';
import { locateProblems } from '../device/locate.js';
import { cliError } from '../error-codes.js';
import { isPnpError } from '../errors/user-error.js';
import { identitySource, type IdentitySource } from '../identity/identity-source.js';
import { appState } from '../identity/app-state.js';
import type { OpenLocalDevice } from '../identity/local-device.js';
import { openIdentity } from '../identity/open-identity.js';
import { openOthers } from '../identity/open-plugins.js';
import { readConfig } from '../identity/read-config.js';
import {
  neverConnected,
  rememberWarnings,
  type LastWarning,
} from '../lifecycle/never-connected.js';
import { stopAfter, stopped, type Stop } from '../lifecycle/stop.js';
import { createLog } from '../logging/create-log.js';
import { wantsColour } from '../logging/terminal.js';

/** The options of `pnp start`, parsed. */
export interface StartFlags {
  readonly local?: boolean;
  readonly config?: string;
  readonly profile?: string;
  /** Milliseconds, as is the other. */
  readonly duration?: number;
  readonly connectTimeout?: number;
  readonly log?: 'pretty' | 'json';
  readonly deviceId?: string;
  readonly port?: number;
  readonly data?: string;
  readonly verbose?: boolean;
}

export interface StartContext {
  readonly cwd: string;
  readonly env: Env;
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly stop: Stop;
  /** Finds a device of the embedded hub; default: a hub is started in this process. */
  readonly openLocal?: OpenLocalDevice;
  /** Follows what a start comes to, for a program that starts it again. It tells a person itself how to end it. */
  readonly follower?: StartFollower;
}

export interface StartFollower {
  readonly onConfig: (config: ResolvedConfig, format: LogFormat) => void;
  readonly onDevice: (device: Device) => void;
  readonly onRunning: () => void;
}

/** Runs a device until it is told to stop: config, class, identity, session, and all closed again in reverse. */
export async function start(
  module: string | undefined,
  flags: StartFlags,
  context: StartContext,
): Promise<void> {
  const { cwd, env, stop, follower } = context;
  const local = flags.local ?? false;
  const config = await readConfig({ ...flags, overrides: { device: module } }, context);
  const format = flags.log ?? config.log.format ?? (context.stdout.isTTY ? 'pretty' : 'json');
  follower?.onConfig(config, format);
  const log = logOf(format, { config, flags, context });
  const device = await loadDevice(config, cwd);
  follower?.onDevice(device);
  const { model } = compiled(device);
  log.info('device class', { class: device.type.name, modelId: model.id });
  const interactive = Boolean(context.stdin.isTTY && context.stdout.isTTY);
  const source = identitySource(config, { local, env, cwd, interactive });
  refuseHubFlags(source, flags);

  const warning = rememberWarnings(log);
  const timer = stopAfter(flags.duration, stop);
  try {
    const showHint = interactive && format === 'pretty' && !follower;
    await run({ device, config, source, flags, context, log, warning, showHint });
  } catch (error) {
    if (!stop.signal.aborted || !isClosed(error)) throw error;
    if (timer.elapsed()) throw neverConnected(warning, error);
    // told to stop before it was connected: that is no failure
  } finally {
    timer.clear();
  }
  log.info('closed');
}

interface Prepared {
  readonly device: Device;
  readonly config: ResolvedConfig;
  readonly source: IdentitySource;
  readonly flags: StartFlags;
  readonly context: StartContext;
  readonly log: Logger;
  /** What the session warned of last. */
  readonly warning: LastWarning;
  /** Tell a person how to end it. */
  readonly showHint: boolean;
}

async function run(prepared: Prepared): Promise<void> {
  const { device, config, source, flags, context, log, warning } = prepared;
  const { stop, cwd, env, openLocal } = context;
  const { port, data, deviceId, connectTimeout } = flags;
  const asked = { port, data, deviceId, openLocal };
  await using identity = await openIdentity(source, { ...asked, config, device, cwd, env, log });
  const { transport, provisioning } = identity;
  const others = await openOthers(config, { log, appFolder: path.dirname(device.file) });
  const extensions = others.filter((plugin) => plugin.kind === 'extension');
  const services = Object.assign({}, ...extensions.map((each) => each.services ?? {})) as object;
  const app = await createApp(device, { config, log, signal: stop.signal, services });
  await using session = await startSession(app, {
    transport,
    provisioning,
    middleware: others.filter((plugin) => plugin.kind === 'middleware'),
    extensions,
    telemetry: config.telemetry,
    state: appState(config.state, device.file),
    log: warning.log,
    signal: stop.signal,
    ...(deviceId !== undefined && { device: deviceId }),
    ...(connectTimeout !== undefined && { connectTimeoutMs: connectTimeout }),
  });
  log.info('running', { deviceId: session.identity?.deviceId });
  context.follower?.onRunning();
  if (prepared.showHint) log.info('press Ctrl-C to stop');
  await stopped(stop);
  log.info('closing');
}

function isClosed(error: unknown): boolean {
  return isPnpError(error) && error.code === 'PNP_SESSION_CLOSED';
}

type Given = Pick<Prepared, 'config' | 'flags' | 'context'>;

function logOf(format: LogFormat, { config, flags, context }: Given): Logger {
  const { env, stdout } = context;
  const level = flags.verbose ? 'debug' : config.log.level;
  return createLog({ level, format, colour: wantsColour(env, stdout), output: stdout });
}

function compiled(device: Device) {
  try {
    return compile(device.type);
  } catch (error) {
    throw isPnpError(error) ? locateProblems(error, device.sources) : error;
  }
}

function refuseHubFlags(source: IdentitySource, flags: StartFlags): void {
  if (source.kind === 'local-hub') return;
  const given = (['port', 'data'] as const).find((flag) => flags[flag] !== undefined);
  if (!given) return;
  throw cliError('PNP_BAD_OPTION', `--${given} is for the embedded hub, which does not run`, {
    hint: `add --local, or leave out --${given}`,
    where: { key: `--${given}` },
  });
}
