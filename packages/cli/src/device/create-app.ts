import type { Logger } from '@iotpnp/core';
import { userCode } from '../errors/user-error.js';
import { cliError } from '../error-codes.js';
import type { CreateContext, Device } from './load-device.js';

/** The one instance: by the module's own `create` if it exports one, else by `new`. */
export async function createApp(device: Device, context: CreateContext): Promise<object> {
  const { create, type, file } = device;
  if (!create) {
    warnOfArguments(type, context.log);
    const doing = { code: 'PNP_APP_THREW', what: `the constructor of ${type.name}`, file } as const;
    return userCode(doing, () => new (type as new () => object)());
  }
  const app = await userCode({ code: 'PNP_APP_THREW', what: 'create()', file }, () =>
    create(context),
  );
  if (app instanceof type) return app;
  throw cliError('PNP_DEVICE_EXPORT', `create() returned no ${type.name}`, {
    hint: `return new ${type.name}(...) from create()`,
    where: { file },
  });
}

/** They would be undefined: told once, as the constructor may cope with that. */
function warnOfArguments(type: Device['type'], log: Logger): void {
  const { name, length } = type;
  if (length === 0) return;
  const taken = `${length} ${length === 1 ? 'argument' : 'arguments'}`;
  log.warn('constructor arguments are missing', {
    code: 'PNP_CONSTRUCTOR_ARGUMENTS',
    error: `the constructor of ${name} takes ${taken} and gets none`,
    hint: 'export create() to make the instance',
  });
}
