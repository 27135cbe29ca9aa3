import { PnpError } from '@iotpnp/model';
import type { HubErrorCode } from '../error-codes.js';

const UNAVAILABLE: HubErrorCode = 'PNP_HUB_STATE_UNAVAILABLE';

/** Whether this says that something could not be kept: nothing has changed. */
export function isUnavailable(error: unknown): error is PnpError {
  return error instanceof PnpError && error.code === UNAVAILABLE;
}
