import path from 'node:path';
import type { Env } from '@iotpnp/config';
import { cliError } from '../error-codes.js';
import { runningHubs, type RunningHub } from '../local-hub/running-hubs.js';
import { readPem } from '../options/pem-file.js';
import type { HubFlags } from './hub-flags.js';

/** A hub, or the provisioning service beside it. */
export type Side = 'hub' | 'provisioning';

const VARIABLES = {
  hub: 'IOTHUB_CONNECTION_STRING',
  provisioning: 'PROVISIONING_CONNECTION_STRING',
} as const satisfies Readonly<Record<Side, string>>;

const WHICH_CA = 'name the PEM file of the authority; for pnp hub it prints which';

export interface FoundHub {
  /** A secret. */
  readonly connectionString: string;
  /** PEM. */
  readonly ca: string | undefined;
  /** Where it stands, for errors about it. */
  readonly from: string;
  /** When it is an embedded hub of this machine. */
  readonly running: RunningHub | undefined;
}

/**
 * Which hub is meant. One on this machine comes before the environment, and where both are there and differ
 * nobody guesses: a change meant for the one must not hit the other.
 */
export async function findHub(
  flags: HubFlags,
  { env, cwd }: { env: Env; cwd: string },
  side: Side = 'hub',
): Promise<FoundHub> {
  const found = chosen(flags, { running: await runningHubs(env), env, side });
  if (flags.ca === undefined) return found;
  return { ...found, ca: readPem('--ca', path.resolve(cwd, flags.ca), WHICH_CA) };
}

interface Choice {
  readonly running: readonly RunningHub[];
  readonly env: Env;
  readonly side: Side;
}

function chosen(flags: HubFlags, { running, env, side }: Choice): FoundHub {
  const variable = VARIABLES[side];
  const { connectionString, local, port } = flags;
  if (connectionString !== undefined)
    return named(connectionString, '--connection-string', running);
  const given = env[variable];
  if (local === true || port !== undefined) return onThisMachine(running, side, port);
  if (given === undefined || given === '') return onThisMachine(running, side);
  const meant = named(given, variable, running);
  if (running.length === 0 || meant.running !== undefined) return meant;
  throw cliError(
    'PNP_WHICH_HUB',
    `a hub runs on this machine (${portsOf(running)}), and ${variable} names another`,
    {
      hint: `pass --local for the one on this machine, or --connection-string "$${variable}"`,
      where: { key: variable },
    },
  );
}

/** By its connection string; the authority of one on this machine is known. */
function named(connectionString: string, from: string, running: readonly RunningHub[]): FoundHub {
  const hostName = /(?:^|;)\s*HostName\s*=\s*([^;\s]+)/.exec(connectionString)?.[1];
  const own = running.find((hub) => hub.hostName === hostName);
  return { connectionString, ca: own?.ca, from, running: own };
}

function onThisMachine(running: readonly RunningHub[], side: Side, port?: number): FoundHub {
  const fitting = running.filter((hub) => port === undefined || hub.port === port);
  const [hub, ...others] = fitting;
  if (hub === undefined) throw noHub(running, side, port);
  if (others.length > 0) {
    throw cliError('PNP_WHICH_HUB', `several hubs run on this machine: ${portsOf(fitting)}`, {
      hint: `name one, as --port ${hub.port}`,
      where: { key: '--port' },
    });
  }
  const { serviceConnectionString: connectionString } = side === 'hub' ? hub : hub.dps;
  const { ca, hostName } = hub;
  return { connectionString, ca, from: hostName, running: hub };
}

function noHub(running: readonly RunningHub[], side: Side, port?: number): Error {
  if (port !== undefined && running.length > 0) {
    return cliError('PNP_NO_HUB', `no hub of yours runs on port ${port} of this machine`, {
      hint: `name one of those that run: ${portsOf(running)}`,
      where: { key: '--port' },
    });
  }
  return cliError('PNP_NO_HUB', 'no hub of yours runs on this machine, and none is named', {
    hint: `start one with pnp hub, or set ${VARIABLES[side]} to the connection string of a policy`,
    where: { key: VARIABLES[side] },
  });
}

function portsOf(hubs: readonly RunningHub[]): string {
  return hubs.map(({ port }) => `port ${port}`).join(', ');
}
