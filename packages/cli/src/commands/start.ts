import { createPlugin, loadConfig, type Env, type ResolvedConfig } from '@iotpnp/config';
import { compile, startSession, type Logger } from '@iotpnp/core';
import { createApp } from '../device/create-app.js';
import { loadDevice, type Device } from '../device/load-device.js';
import { locateProblems } from '../device/locate.js';
import { cliError } from '../error-codes.js';
import { isPnpError } from '../errors/user-error.js';
import { identitySource, type IdentitySource } from '../identity/identity-source.js';
import { openIdentity } from '../identity/open-identity.js';
import { PLUGINS } from '../identity/plugins.js';
import { stopped, type Stop } from '../lifecycle/stop.js';
import { loadModule } from '../load-module/load-module.js';
import { createLog } from '../logging/create-log.js';
import { wantsColour } from '../logging/terminal.js';

/** The options of `pnp start`, parsed. */
export interface StartFlags {
  readonly local?: boolean;
  readonly config?: string;
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
}

/** Runs a device until it is told to stop: config, class, identity, session, and all closed again in reverse. */
export async function start(
  module: string | undefined,
  flags: StartFlags,
  context: StartContext,
): Promise<void> {
  const { cwd, env, stop } = context;
  const config = await loadConfig({
    cwd,
    env,
    file: flags.config,
    overrides: { device: module },
    loadModule: async (file) => (await loadModule(file)).exports,
  });
  const log = logOf(config, flags, context);
  const device = await loadDevice(config.device, cwd);
  const { model } = compiled(device);
  log.info('device class', { class: device.type.name, modelId: model.id });
  const interactive = Boolean(context.stdin.isTTY && context.stdout.isTTY);
  const local = flags.local ?? false;
  const source = identitySource(config, { local, env, cwd, interactive });
  refuseHubFlags(source, flags);

  const end = flags.duration === undefined ? undefined : setTimeout(stop.request, flags.duration);
  try {
    await run({ device, config, source, flags, context, log });
  } catch (error) {
    // told to stop before it was connected: that is no failure
    if (!stop.signal.aborted || !isClosed(error)) throw error;
  } finally {
    clearTimeout(end);
  }
}

interface Prepared {
  readonly device: Device;
  readonly config: ResolvedConfig;
  readonly source: IdentitySource;
  readonly flags: StartFlags;
  readonly context: StartContext;
  readonly log: Logger;
}

async function run({ device, config, source, flags, context, log }: Prepared): Promise<void> {
  const { stop, cwd } = context;
  const { port, data, deviceId, connectTimeout } = flags;
  const { transport: origin } = config.origins;
  const plugin = { kind: 'transport', key: 'transport', aliases: PLUGINS, origin } as const;
  const transport = await createPlugin(config.transport, plugin);
  const asked = { port, data, deviceId };
  await using identity = await openIdentity(source, { ...asked, config, device, cwd, log });
  const { provisioning } = identity;
  const app = await createApp(device, { config, log, signal: stop.signal });
  await using session = await startSession(app, {
    transport,
    provisioning,
    log,
    signal: stop.signal,
    ...(deviceId !== undefined && { device: deviceId }),
    ...(connectTimeout !== undefined && { connectTimeoutMs: connectTimeout }),
  });
  log.info('running', { device: session.identity?.deviceId });
  await stopped(stop);
  log.info('closing');
}

function isClosed(error: unknown): boolean {
  return isPnpError(error) && error.code === 'PNP_SESSION_CLOSED';
}

function logOf(config: ResolvedConfig, flags: StartFlags, { env, stdout }: StartContext) {
  const format = flags.log ?? config.log.format ?? (stdout.isTTY ? 'pretty' : 'json');
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
