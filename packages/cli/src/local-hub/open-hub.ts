import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Env } from '@iotpnp/config';
import type { Hub, Tier } from '@iotpnp/hub';
import { addAuthorities, readAuthorities } from './authorities.js';
import { hubProblem } from './hub-problem.js';
import { announce } from './running-hubs.js';
import { makeTemporary, removeTemporary } from './temporary-folder.js';

export interface HubPlace {
  readonly port?: number | undefined;
  readonly alsoPort?: readonly number[];
  readonly host?: readonly string[];
  /** The data folder, relative to where the command runs. */
  readonly data?: string;
  readonly tier?: Tier;
  /** Files of authorities whose devices are taken. */
  readonly authority?: readonly string[];
}

/** An embedded hub whose authority is in a file, and which the other commands find. */
export interface OpenHub extends AsyncDisposable {
  readonly hub: Hub;
  /** Of the authority, as PEM. */
  readonly caFile: string;
}

export async function openHub(
  { port, alsoPort, host, data, tier, authority = [] }: HubPlace,
  { env, cwd }: { env: Env; cwd: string },
): Promise<OpenHub> {
  const authorities = readAuthorities(authority, cwd);
  const { startHub } = await import('@iotpnp/hub');
  const hub = await startHub({
    port,
    host,
    alsoPorts: alsoPort,
    tier,
    ...(data !== undefined && { dataDir: path.resolve(cwd, data) }),
  }).catch((error: unknown) => {
    throw hubProblem(error);
  });
  try {
    await addAuthorities(hub, authorities);
    const ca = caFileOf(hub);
    const takeBack = announce(
      {
        port: hub.port,
        host: hub.host,
        folder: ca.folder,
        hostName: hub.hostName,
        ca: hub.ca,
        serviceConnectionString: hub.serviceConnectionString,
        dps: {
          idScope: hub.dps.idScope,
          serviceConnectionString: hub.dps.serviceConnectionString,
        },
      },
      env,
    );
    const close = async (): Promise<void> => {
      takeBack();
      await hub.close();
      ca.remove();
    };
    return { hub, caFile: ca.file, [Symbol.asyncDispose]: close };
  } catch (error) {
    await hub.close();
    throw error;
  }
}

interface CaFile {
  readonly file: string;
  /** Where it was made for this hub alone. */
  readonly folder?: string;
  readonly remove: () => void;
}

/** Programs take an authority as a file, so there is one also where nothing is kept. */
function caFileOf(hub: Hub): CaFile {
  if (hub.caFile !== undefined) return { file: hub.caFile, remove: () => {} };
  const folder = makeTemporary();
  const file = path.join(folder, 'ca.pem');
  writeFileSync(file, hub.ca, { mode: 0o600 });
  const remove = (): void => {
    process.off('exit', remove);
    removeTemporary(folder);
  };
  process.once('exit', remove);
  return { file, folder, remove };
}
