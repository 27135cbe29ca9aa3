import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@iotpnp/model';

/** An answer of the provisioning service, whatever it goes out by. */
export interface DpsAnswer {
  readonly status: number;
  readonly body: JsonObject;
  /** When to come again. */
  readonly retryAfterSeconds?: number;
}

/**
 * HTTP status and number of what goes wrong. 401002, 404201 to 404203 and 429001 were seen from DPS,
 * the rest are made after them.
 */
const DPS_ERRORS = {
  badRequest: [400, 400004],
  unauthorized: [401, 401002],
  notFound: [404, 404201],
  operationUnknown: [404, 404203],
  registrationUnknown: [404, 404202],
  methodNotAllowed: [405, 405000],
  conflict: [409, 409201],
  preconditionFailed: [412, 412001],
  unavailable: [503, 503001],
} as const;

export type DpsFailure = keyof typeof DPS_ERRORS;

/** As DPS words an error. */
export function dpsError(failure: DpsFailure, message: string, now: number): DpsAnswer {
  const [status, errorCode] = DPS_ERRORS[failure];
  return errorAnswerOf({ status, errorCode, message }, now);
}

/** The number alone, of what goes wrong in one of many. */
export function dpsErrorCode(failure: DpsFailure): number {
  return DPS_ERRORS[failure][1];
}

/** The same of any status. */
export function errorAnswerOf(
  error: { readonly status: number; readonly errorCode: number; readonly message: string },
  now: number,
): DpsAnswer {
  const { status, errorCode, message } = error;
  const timestampUtc = new Date(now).toISOString();
  return { status, body: { errorCode, trackingId: randomUUID(), message, timestampUtc } };
}
