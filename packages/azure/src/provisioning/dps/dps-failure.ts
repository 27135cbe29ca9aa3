import { ConnectionError, type Retry } from '@iotpnp/core';
import { reasonOf, REFUSED, UNTRUSTED } from '../../sdk-words.js';

interface Service {
  readonly endpoint: string;
  readonly registrationId: string;
}

/** The service's answer, as Microsoft's client hands it on with its error. */
interface Answer {
  readonly status?: string;
  readonly errorCode?: number;
  readonly message?: string;
  readonly registrationState?: {
    readonly status?: string;
    readonly errorMessage?: string;
  };
}

const SEE_ENROLMENT =
  'see the enrolment in the provisioning service; the device asks again by itself';

/** A registration that failed, told apart by what can be done about it. */
export function dpsFailure(error: unknown, { endpoint, registrationId }: Service): ConnectionError {
  const { result: answer = {} } = (error ?? {}) as { readonly result?: Answer };
  const reason = reasonOf(error);
  const failure = (code: Code, message: string, hint: string, retry: Retry) =>
    new ConnectionError(code, message, { retry, hint, cause: error });
  const status = answer.registrationState?.status ?? answer.status;
  const said = answer.registrationState?.errorMessage ?? answer.message ?? reason;
  if (status === 'disabled') {
    const what = `the enrolment of ${registrationId} is disabled`;
    return failure('PNP_DPS_DISABLED', what, SEE_ENROLMENT, 'refused');
  }
  const { errorCode = 0 } = answer;
  const isRefused = REFUSED.test(reason) || (errorCode >= 401_000 && errorCode < 402_000);
  if (isRefused) {
    const hint =
      'the id scope, the registration id or the key is another one, or the clock of this machine is wrong';
    return failure(
      'PNP_DPS_REFUSED',
      `${endpoint} refuses ${registrationId}: ${said}`,
      hint,
      'refused',
    );
  }
  if (status === 'failed' || (errorCode >= 400_000 && errorCode < 429_000)) {
    const what = `${registrationId} was not assigned to a hub: ${said}`;
    return failure('PNP_DPS_FAILED', what, SEE_ENROLMENT, 'refused');
  }
  if (UNTRUSTED.test(reason)) {
    const hint =
      'give the certificate of its authority as ca, and use a host name that its certificate has';
    return failure(
      'PNP_DPS_UNTRUSTED',
      `${endpoint} cannot be trusted: ${reason}`,
      hint,
      'backoff',
    );
  }
  const hint = 'check the endpoint and the network; port 8883 must be open, 443 with webSockets';
  return failure('PNP_DPS_UNREACHABLE', `${endpoint} cannot be asked: ${said}`, hint, 'backoff');
}

type Code =
  | 'PNP_DPS_DISABLED'
  | 'PNP_DPS_REFUSED'
  | 'PNP_DPS_FAILED'
  | 'PNP_DPS_UNTRUSTED'
  | 'PNP_DPS_UNREACHABLE';
