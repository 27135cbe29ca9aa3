import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from '@iotpnp/config';
import { compile, silentLogger, type Problem } from '@iotpnp/core';
import type { CommandContext } from '../commands/command-context.js';
import { loadDevice } from '../device/load-device.js';
import { isPnpError } from '../errors/user-error.js';
import { identitySource } from '../identity/identity-source.js';
import { openOthers, openProvisioning, openTransport } from '../identity/open-plugins.js';
import { readConfig, type ReadConfigOptions } from '../identity/read-config.js';
import { checkAddress } from './check-network.js';
import { fail, ok, warn, type Finding } from './check.js';

const MQTT_PORT = 8883;
const HTTPS_PORT = 443;

/** Looks at all that a device of this config needs, one thing after the other, and goes on after each fault. */
export async function* diagnose(
  options: ReadConfigOptions,
  context: CommandContext,
): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node);
  const read = await attempt('config', () => readConfig(options, context));
  yield* read.findings;
  const config = read.value;
  if (config === undefined) return;
  const where = config.file === undefined ? 'there is no config file' : path.basename(config.file);
  yield ok('config', where);
  yield* checkDevice(config, context);
  yield* checkPlugins(config, options, context);
}

function checkNode(version: string): Finding {
  const file = new URL('../../package.json', import.meta.url);
  const { engines } = JSON.parse(readFileSync(file, 'utf8')) as { engines: { node: string } };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isFit = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  return isFit
    ? ok('Node', version)
    : fail('Node', `${version} is not ${engines.node}`, 'install a version of Node that is');
}

async function* checkDevice(
  config: ResolvedConfig,
  { cwd }: CommandContext,
): AsyncGenerator<Finding> {
  const loaded = await attempt('device', async () => {
    const device = await loadDevice(config, cwd);
    return { name: device.type.name, id: compile(device.type).model.id };
  });
  yield* loaded.findings;
  if (loaded.value) yield ok('device', `class ${loaded.value.name}, model ${loaded.value.id}`);
}

async function* checkPlugins(
  config: ResolvedConfig,
  { local = false }: ReadConfigOptions,
  { cwd, env, stop }: CommandContext,
): AsyncGenerator<Finding> {
  const surroundings = {
    log: silentLogger,
    appFolder: config.device && path.dirname(config.device.file),
  };
  const transport = await attempt('transport', () => openTransport(config, surroundings));
  yield* transport.findings;
  if (transport.value) yield ok('transport', transport.value.name);
  const others = await attempt('plugins', () => openOthers(config, surroundings));
  yield* others.findings;
  for (const { kind, name } of others.value ?? []) yield ok('plugin', `${name} (${kind})`);
  const source = await attempt('credentials', async () =>
    identitySource(config, { local, env, cwd, interactive: false }),
  );
  yield* source.findings;
  if (source.value?.kind === 'local-hub') {
    yield ok('credentials', 'the embedded hub: it makes them');
  } else if (source.value) {
    const { use } = source.value;
    const made = await attempt('credentials', () =>
      openProvisioning(use, { ...surroundings, config, env }),
    );
    yield* made.findings;
    if (made.value) yield ok('credentials', `${made.value.name}: their shape is right`);
    const isWebSockets = config.transport.options['webSockets'] === true;
    const defaultPort = isWebSockets ? HTTPS_PORT : MQTT_PORT;
    if (made.value === undefined) {
      yield warn(
        'network',
        'not looked at, as nothing says where the hub is',
        'mend the credentials',
      );
    }
    for (const address of made.value?.addresses ?? []) {
      const network = { defaultPort, now: () => Date.now(), signal: stop.signal };
      yield* await checkAddress(address, network);
    }
    await made.value?.[Symbol.asyncDispose]?.();
  }
  for (const plugin of [transport.value, ...(others.value ?? [])]) {
    if (plugin && Symbol.asyncDispose in plugin) await plugin[Symbol.asyncDispose]?.();
  }
}

/** What something gives, or a finding for each of its problems. */
async function attempt<T>(
  what: string,
  work: () => Promise<T>,
): Promise<{ readonly value?: T; readonly findings: readonly Finding[] }> {
  try {
    return { value: await work(), findings: [] };
  } catch (error) {
    if (!isPnpError(error)) throw error;
    const problems: readonly Problem[] = error.problems;
    return { findings: problems.map((problem) => fail(what, worded(problem), problem.hint)) };
  }
}

function worded({ code, message, where }: Problem): string {
  const place = [where?.file && path.basename(where.file), where?.key].filter(Boolean).join(', ');
  const line = message.replaceAll(/\n- /gu, '; ').replaceAll('\n', ' ');
  return `${code} ${line}${place === '' ? '' : ` (${place})`}`;
}
