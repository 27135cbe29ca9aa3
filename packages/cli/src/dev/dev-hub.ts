import type { Env } from '@iotpnp/config';
import type { Logger } from '@iotpnp/core';
import {
  credentialsOf,
  type LocalCredentials,
  type LocalDeviceRequest,
} from '../identity/local-device.js';
import { openLoggedHub, type LoggedHub } from '../local-hub/logged-hub.js';

/** The embedded hub of a device that is started again and again: twins, messages and readers stay. */
export interface DevHub extends AsyncDisposable {
  /** Starts the hub when it is asked for the first time. */
  credentials(request: LocalDeviceRequest, log: Logger): Promise<LocalCredentials>;
}

export function devHub(surroundings: { readonly env: Env; readonly cwd: string }): DevHub {
  let opened: Promise<LoggedHub> | undefined;
  return {
    async credentials(request, log) {
      opened ??= openLoggedHub(request, { ...surroundings, log });
      return credentialsOf((await opened).hub, request.deviceId);
    },
    async [Symbol.asyncDispose]() {
      const [result] = await Promise.allSettled([opened]);
      // one that could not be started has been told of
      if (result.status === 'fulfilled') await result.value?.[Symbol.asyncDispose]();
    },
  };
}
