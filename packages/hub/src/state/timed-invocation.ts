import type { Json } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import { hubError } from '../error-codes.js';
import type { Connections } from './connections.js';
import type { MethodResponse } from './device-link.js';
import type { EventLog } from './event-log.js';
import { checkMethod } from './method-limits.js';
import { whenListening } from './when-listening.js';

const DEFAULT_RESPONSE_S = 30;
const MIN_RESPONSE_S = 5;
const MAX_TIMEOUT_S = 300;

/** A method with its timeouts, as a back end gives them. */
export interface Invocation {
  readonly name: string;
  readonly payload: Json;
  readonly responseTimeoutInSeconds?: number | undefined;
  readonly connectTimeoutInSeconds?: number | undefined;
}

/** What it takes to invoke a method; the state core has it. */
export interface Invoker {
  readonly clock: HubClock;
  readonly log: EventLog;
  readonly connections: Connections;
  invoke(
    target: string,
    call: { readonly name: string; readonly payload: Json },
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<MethodResponse>;
}

/**
 * Checks an invocation as IoT Hub does.
 * Source: "Understand and invoke direct methods from IoT Hub".
 * @throws PNP_HUB_METHOD_NAME_INVALID, PNP_HUB_METHOD_TIMEOUT_INVALID, PNP_HUB_PAYLOAD_TOO_LARGE
 */
export function checkInvocation({ name, payload, ...timeouts }: Invocation): void {
  const { responseTimeoutInSeconds: response, connectTimeoutInSeconds: connect } = timeouts;
  checkSeconds('responseTimeoutInSeconds', response, MIN_RESPONSE_S);
  checkSeconds('connectTimeoutInSeconds', connect, 0);
  checkMethod(name, JSON.stringify(payload), responseMs(response));
}

/**
 * Invokes a method on a target that may take its time to connect.
 * @throws those of {@link checkInvocation} and {@link HubState.invoke}, and the signal's reason
 */
export async function invokeInTime(
  invoker: Invoker,
  target: string,
  { signal, ...invocation }: Invocation & { readonly signal: AbortSignal },
): Promise<MethodResponse> {
  checkInvocation(invocation);
  const { name, payload, responseTimeoutInSeconds, connectTimeoutInSeconds = 0 } = invocation;
  const connectMs = connectTimeoutInSeconds * 1000;
  await whenListening(invoker, target, { kind: 'methods', timeoutMs: connectMs, signal });
  const timeoutMs = responseMs(responseTimeoutInSeconds);
  return invoker.invoke(target, { name, payload }, { timeoutMs, signal });
}

function responseMs(seconds = DEFAULT_RESPONSE_S): number {
  return seconds * 1000;
}

function checkSeconds(what: string, seconds: number | undefined, min: number): void {
  if (seconds === undefined || (seconds >= min && seconds <= MAX_TIMEOUT_S)) return;
  throw hubError('PNP_HUB_METHOD_TIMEOUT_INVALID', `${what} is ${seconds}`, {
    hint: `give ${min} to ${MAX_TIMEOUT_S} seconds`,
  });
}
