import type { RefusalReason } from '../hub-event.js';

export const CONNACK = {
  accepted: 0,
  wrongProtocolVersion: 1,
  clientIdMismatch: 2,
  unavailable: 3,
  notAuthorized: 5,
} as const;

/** A CONNECT that was not let in. */
export interface Refusal {
  readonly accepted: false;
  readonly returnCode: number;
  readonly reason: RefusalReason;
  readonly detail: string;
  readonly target?: string;
}

const RETURN_CODES: { readonly [R in RefusalReason]?: number } = {
  'protocol-version': CONNACK.wrongProtocolVersion,
  'client-id-mismatch': CONNACK.clientIdMismatch,
  'takeover-rate': CONNACK.unavailable,
  throttled: CONNACK.unavailable,
  unavailable: CONNACK.unavailable,
};

/** A refusal with the return code that official clients understand for it. */
export function refuse(reason: RefusalReason, detail: string): Refusal {
  const returnCode = RETURN_CODES[reason] ?? CONNACK.notAuthorized;
  return { accepted: false, returnCode, reason, detail };
}
