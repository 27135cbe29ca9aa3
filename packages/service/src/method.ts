import type { Json } from '@iotpnp/model';
import type { CallOptions } from './call-options.js';

/** What a device answered. */
export interface MethodResponse {
  /** By convention as in HTTP: 200 is success. */
  readonly status: number;
  readonly payload: Json;
}

export interface InvokeOptions extends CallOptions {
  /** How long the device may take, 5000 to 300000, in whole seconds. Default 30000. */
  readonly timeoutMs?: number | undefined;
  /** How long the hub waits for a device that is not connected, 0 to 300000. Default 0. */
  readonly connectTimeoutMs?: number | undefined;
}
