import { randomUUID } from 'node:crypto';
import { PnpError } from '@iotpnp/model';
import type { HubErrorCode } from '../error-codes.js';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import type { MethodResponse } from '../state/device-link.js';
import { invokeInTime, type Invocation } from '../state/timed-invocation.js';
import type { RestCall } from './endpoint.js';
import { REST_ERRORS, RestError, restErrorOf } from './rest-error.js';

const TEXTS: { readonly [code in HubErrorCode]?: string } = {
  PNP_HUB_DEVICE_OFFLINE:
    "The operation failed because the requested device isn't online or hasn't registered the direct method callback.",
  PNP_HUB_DEVICE_LINK_LOST: 'Device unavailable',
  PNP_HUB_METHOD_TIMEOUT: 'Timed out waiting for the response from device.',
};

/**
 * Invokes a method on the target of the request; a client that goes ends the wait.
 * @throws those of {@link invokeInTime}
 */
export async function invokeOn(call: RestCall, invocation: Invocation): Promise<MethodResponse> {
  const gone = new AbortController();
  const onClose = (): void => gone.abort(new RestError('GatewayTimeout', 'the client has gone'));
  const { socket } = call.request.message;
  socket.once('close', onClose);
  try {
    return await invokeInTime(call.state, call.target, { ...invocation, signal: gone.signal });
  } finally {
    socket.off('close', onClose);
  }
}

/** The error of an invocation, in the form that IoT Hub has for those; `undefined` for others. */
export function invocationError(error: unknown, now: number): Answer | undefined {
  const text = error instanceof PnpError ? TEXTS[error.code as HubErrorCode] : undefined;
  const known = restErrorOf(error);
  if (text === undefined || known === undefined) return undefined;
  const timestampUtc = new Date(now).toISOString();
  const detail = {
    errorCode: known.number,
    trackingId: `${randomUUID().replaceAll('-', '')}-TimeStamp:${timestampUtc}`,
    message: text,
    timestampUtc,
  };
  const answer = jsonAnswer(REST_ERRORS[known.name].status, {
    Message: JSON.stringify(detail),
    ExceptionMessage: '',
  });
  return { ...answer, headers: { ...answer.headers, 'iothub-errorcode': known.name } };
}
