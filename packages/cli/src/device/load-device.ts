import type { DeviceModule, ResolvedConfig } from '@iotpnp/config';
import type { Class, Logger } from '@iotpnp/core';
import { cliError } from '../error-codes.js';
import { shownPath } from '../errors/shown-path.js';
import { findModule } from '../load-module/find-module.js';
import { loadModule } from '../load-module/load-module.js';
import { deviceClass } from './device-class.js';

/** What an app's own `create` is called with. */
export interface CreateContext {
  readonly config: ResolvedConfig;
  readonly log: Logger;
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
export async function loadDevice(device: DeviceModule | undefined, cwd: string): Promise<Device> {
  if (!device) {
    throw cliError('PNP_NO_DEVICE', 'nothing names the module of the device', {
      hint: 'pnp start src/device.ts, or device: ./src/device.ts in pnp.config.yaml',
      where: { file: cwd },
    });
  }
  const file = findModule(device.file);
  if (file === undefined) {
    throw cliError(
      'PNP_DEVICE_MODULE_NOT_FOUND',
      `there is no module ${shownPath(device.file, cwd)}`,
      {
        hint: 'correct the path, given as an argument, as PNP_DEVICE or as device in the config',
        where: { file: device.file },
      },
    );
  }
  const { exports, sources } = await loadModule(file);
  const { create } = exports;
  return {
    file,
    type: deviceClass(exports, { file, name: device.export }),
    create: typeof create === 'function' ? (create as Create) : undefined,
    sources,
  };
}
