import path from 'node:path';
import type { Env } from '@iotpnp/config';
import type { Logger } from '@iotpnp/core';
import type { Hub } from '@iotpnp/hub';
import { shownPath } from '../errors/shown-path.js';
import { logHubEvents } from '../identity/hub-log.js';
import { openHub } from './open-hub.js';

/** An embedded hub whose log tells what it receives. */
export interface LoggedHub extends AsyncDisposable {
  readonly hub: Hub;
}

export interface LoggedHubPlace {
  /** 0 for any free one; undefined for the usual one. */
  readonly port: number | undefined;
  /** The hub's data folder. */
  readonly data: string;
}

export async function openLoggedHub(
  { port, data }: LoggedHubPlace,
  { env, cwd, log }: { readonly env: Env; readonly cwd: string; readonly log: Logger },
): Promise<LoggedHub> {
  const open = await openHub({ port, data }, { env, cwd });
  const { hub } = open;
  const events = logHubEvents(hub, log);
  log.info('embedded hub listening', {
    hub: hub.hostName,
    data: shownPath(path.resolve(cwd, data), cwd),
  });
  return {
    hub,
    async [Symbol.asyncDispose]() {
      await open[Symbol.asyncDispose]();
      await events;
    },
  };
}
