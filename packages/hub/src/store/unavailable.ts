import type { PnpError } from '@iotpnp/model';
import { hubError } from '../error-codes.js';

/** The error of a file of the data folder that the system does not let this process use. */
export function unavailable(verb: string, file: string, cause: unknown): PnpError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return hubError('PNP_HUB_STATE_UNAVAILABLE', `${file} cannot be ${verb}: ${why}`, {
    hint: 'check the permissions and the free space, or choose another dataDir',
    where: { file },
    cause,
  });
}
