import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@iotpnp/model';

/** An answer of the provisioning service, whatever it goes out by. */
export interface DpsAnswer {
  readonly status: number;
  readonly body: JsonObject;
  /** When to come again. */
  readonly retryAfterSeconds?: number;
}

/** What DPS is known to answer; the codes of the rest are made after them. */
export const DPS_CODES = {
  badRequest: [400, 400004],
  tpm: [400, 400004],
  unauthorized: [401, 401002],
  enrolmentUnknown: [404, 404201],
  groupUnknown: [404, 404202],
  operationUnknown: [404, 404203],
  registrationUnknown: [404, 404204],
  notFound: [404, 404000],
  methodNotAllowed: [405, 405000],
  conflict: [409, 409201],
  preconditionFailed: [412, 412001],
  tooLarge: [413, 413001],
  throttled: [429, 429001],
  internal: [500, 500001],
} as const;

export type DpsFailure = keyof typeof DPS_CODES;

/** As DPS words an error. */
export function dpsError(failure: DpsFailure, message: string, now: number): DpsAnswer {
  const [status, errorCode] = DPS_CODES[failure];
  return errorAnswerOf(status, errorCode, message, now);
}

/** The same of any status. */
export function errorAnswerOf(
  status: number,
  errorCode: number,
  message: string,
  now: number,
): DpsAnswer {
  const timestampUtc = new Date(now).toISOString();
  return { status, body: { errorCode, trackingId: randomUUID(), message, timestampUtc } };
}
