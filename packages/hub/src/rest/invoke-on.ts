import { randomUUID } from 'node:crypto';
import { PnpError, type Json } from '@iotpnp/model';
import type { HubErrorCode } from '../error-codes.js';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import type { MethodResponse } from '../state/device-link.js';
import { checkMethod } from '../state/method-limits.js';
import { whenListening } from '../state/when-listening.js';
import type { RestCall } from './endpoint.js';
import { invalid, REST_ERRORS, RestError, restErrorOf } from './rest-error.js';

const DEFAULT_RESPONSE_S = 30;
const MIN_RESPONSE_S = 5;
const MAX_TIMEOUT_S = 300;

const TEXTS: { readonly [code in HubErrorCode]?: string } = {
  PNP_HUB_DEVICE_OFFLINE:
    "The operation failed because the requested device isn't online or hasn't registered the direct method callback.",
  PNP_HUB_DEVICE_LINK_LOST: 'Device unavailable',
  PNP_HUB_METHOD_TIMEOUT: 'Timed out waiting for the response from device.',
};

/** A method on its way, its timeouts as a back end gives them. */
export interface Invocation {
  readonly name: string;
  readonly payload: Json;
  readonly responseTimeoutInSeconds?: number | undefined;
  readonly connectTimeoutInSeconds?: number | undefined;
}

/**
 * Invokes a method on the target of the request, which may take its time to connect.
 * Source: "Understand and invoke direct methods from IoT Hub".
 * @throws RestError, and those of {@link HubState.invoke}
 */
export async function invokeOn(call: RestCall, invocation: Invocation): Promise<MethodResponse> {
  const { name, payload } = invocation;
  const timeoutMs = responseMs(invocation);
  const connectMs = connectTimeoutMs(invocation);
  checkMethod(name, JSON.stringify(payload), timeoutMs);
  const { state, target } = call;
  const gone = new AbortController();
  const onClose = (): void => gone.abort(new RestError('GatewayTimeout', 'the client has gone'));
  const { socket } = call.request.message;
  socket.once('close', onClose);
  try {
    await whenListening(state, target, {
      kind: 'methods',
      timeoutMs: connectMs,
      signal: gone.signal,
    });
    return await state.invoke(target, { name, payload }, { timeoutMs, signal: gone.signal });
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

function responseMs({ responseTimeoutInSeconds = DEFAULT_RESPONSE_S }: Invocation): number {
  if (responseTimeoutInSeconds >= MIN_RESPONSE_S && responseTimeoutInSeconds <= MAX_TIMEOUT_S) {
    return responseTimeoutInSeconds * 1000;
  }
  throw invalid(`responseTimeoutInSeconds is ${MIN_RESPONSE_S} to ${MAX_TIMEOUT_S}`);
}

function connectTimeoutMs({ connectTimeoutInSeconds = 0 }: Invocation): number {
  if (connectTimeoutInSeconds >= 0 && connectTimeoutInSeconds <= MAX_TIMEOUT_S) {
    return connectTimeoutInSeconds * 1000;
  }
  throw invalid(`connectTimeoutInSeconds is 0 to ${MAX_TIMEOUT_S}`);
}
