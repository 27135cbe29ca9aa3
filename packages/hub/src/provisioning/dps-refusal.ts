import { PnpError } from '@iotpnp/model';
import type { HubErrorCode } from '../error-codes.js';
import { InvalidRequest } from '../http/json-fields.js';
import { toldOf } from '../told.js';
import type { DpsFailure } from './dps-error.js';

/** A request that is not done. */
export class DpsRefusal extends Error {
  readonly failure: DpsFailure;

  constructor(failure: DpsFailure, text: string) {
    super(text);
    this.failure = failure;
  }
}

const FAILURES: { readonly [code in HubErrorCode]?: DpsFailure } = {
  PNP_HUB_ENROLMENT_INVALID: 'badRequest',
  PNP_HUB_DEVICE_KEY_INVALID: 'badRequest',
  PNP_HUB_TWIN_INVALID: 'badRequest',
  PNP_HUB_TWIN_TOO_LARGE: 'badRequest',
  PNP_HUB_ENROLMENT_UNKNOWN: 'notFound',
  PNP_HUB_STATE_UNAVAILABLE: 'unavailable',
};

/** What went wrong, in the service's words; `undefined` for what is no fault of a request. */
export function refusalOf(error: unknown): DpsRefusal | undefined {
  if (error instanceof DpsRefusal) return error;
  if (error instanceof InvalidRequest) return new DpsRefusal('badRequest', error.message);
  if (!(error instanceof PnpError)) return undefined;
  const failure = FAILURES[error.code as HubErrorCode];
  return failure === undefined ? undefined : new DpsRefusal(failure, toldOf(error));
}
