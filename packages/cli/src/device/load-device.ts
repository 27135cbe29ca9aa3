import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Origin, ResolvedConfig } from '@iotpnp/config';
import type { Class, Logger, PnpError, Where } from '@iotpnp/core';
import { cliError } from '../error-codes.js';
import { shownPath } from '../errors/shown-path.js';
import { findModule } from '../load-module/find-module.js';
import { loadModule } from '../load-module/load-module.js';
import { deviceClass } from './device-class.js';

/** What an app's own `create` is called with. */
export interface CreateContext {
  readonly config: ResolvedConfig;
  readonly log: Logger;
  /** What the extensions of the config offer, by name. */
  readonly services: object;
  /** Aborted when the program is told to stop. */
  readonly signal: AbortSignal;
}

export type Create = (context: CreateContext) => object | Promise<object>;

/** A device class and how to make its instance. */
export interface Device {
  /** Absolute. */
  readonly file: string;
  readonly type: Class;
  readonly create: Create | undefined;
  /** The user's source files, as far as known. */
  readonly sources: readonly string[];
}

/** Runs the module that the command line or the config names and picks its device class. */
export async function loadDevice(
  { device, origins }: Pick<ResolvedConfig, 'device' | 'origins'>,
  cwd: string,
): Promise<Device> {
  if (!device) {
    throw cliError('PNP_NO_DEVICE', 'nothing names the module of the device', {
      hint: 'pnp start src/device.ts, or device: ./src/device.ts in pnp.config.yaml',
      where: { file: cwd },
    });
  }
  const file = findModule(device.file);
  if (file === undefined) throw notFound(device.file, origins.device, cwd);
  const { exports, sources } = await loadModule(file);
  const { create } = exports;
  return {
    file,
    type: deviceClass(exports, { file, name: device.export }),
    create: typeof create === 'function' ? (create as Create) : undefined,
    sources,
  };
}

function notFound(file: string, origin: Origin | undefined, cwd: string): PnpError {
  const shown = shownPath(file, cwd);
  const isFolder = existsSync(file);
  const message = isFolder
    ? `${shown} is a folder without an index module`
    : `there is no module ${shown}`;
  return cliError('PNP_DEVICE_MODULE_NOT_FOUND', message, {
    hint: isFolder
      ? `name the module in it, as ${path.join(shown, 'device.ts')}`
      : REMEDY[origin?.kind ?? 'override'],
    where: whereOf(file, origin),
  });
}

const REMEDY = {
  override: 'correct the path; it is relative to the working folder',
  env: 'correct the path; it is relative to the working folder',
  file: 'correct the path; it is relative to the file it stands in',
  profile: 'correct the path; it is relative to the file it stands in',
  extends: 'correct the path; it is relative to the file it stands in',
  default: 'correct the path',
} as const;

function whereOf(file: string, origin: Origin | undefined): Where {
  if (origin?.kind === 'file') return { file: origin.file, key: 'device' };
  return origin?.kind === 'env' ? { key: origin.name } : { file };
}
