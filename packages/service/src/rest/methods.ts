import { stringify, type Json } from '@iotpnp/model';
import { serviceError } from '../error-codes.js';
import type { InvokeOptions, MethodResponse } from '../method.js';
import { targetOf } from '../target.js';
import { objectOf, subjectOf } from './identity-json.js';
import { noJson, type RestClient } from './rest-client.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const LONGEST_MS = 300_000;
/** What the hub itself may take beside the device. */
const HUB_MS = 15_000;

export interface Invocation {
  readonly target: string;
  /** A command: `name`, or `component*name`. */
  readonly name: string;
  readonly payload: Json;
}

export async function invokeMethod(
  rest: RestClient,
  { target: text, name, payload }: Invocation,
  options: InvokeOptions,
): Promise<MethodResponse> {
  const target = targetOf(text);
  const { timeoutMs = DEFAULT_TIMEOUT_MS, connectTimeoutMs = 0, signal } = options;
  const responseTimeoutInSeconds = secondsOf('timeoutMs', timeoutMs, 5);
  const connectTimeoutInSeconds = secondsOf('connectTimeoutMs', connectTimeoutMs, 0);
  const subject = subjectOf(target);
  const { deviceId, moduleId } = target;
  const ofModule = moduleId === undefined ? [] : ['modules', moduleId];
  const call = { methodName: name, responseTimeoutInSeconds, connectTimeoutInSeconds, payload };
  const { json } = await rest.json({
    method: 'POST',
    path: ['twins', deviceId, ...ofModule, 'methods'],
    body: bodyOf(call),
    subject,
    timeoutMs: timeoutMs + connectTimeoutMs + HUB_MS,
    // a device does not do a thing twice because a connection broke
    repeatable: false,
    signal,
  });
  const { status, payload: answer = null } = objectOf(json, subject);
  if (typeof status !== 'number') throw noJson(subject);
  return { status, payload: answer };
}

function bodyOf(call: { readonly [key: string]: Json }): string {
  try {
    return stringify(call);
  } catch (cause) {
    throw serviceError('PNP_SERVICE_ARGUMENT', 'the payload is no JSON', {
      hint: 'give plain objects, arrays, strings, numbers, booleans and null',
      cause,
    });
  }
}

function secondsOf(name: string, ms: number, least: number): number {
  if (ms >= least * 1_000 && ms <= LONGEST_MS) return Math.ceil(ms / 1_000);
  throw serviceError('PNP_SERVICE_ARGUMENT', `${name} is ${ms}`, {
    hint: `give ${least * 1_000} to ${LONGEST_MS} milliseconds`,
    where: { key: name },
  });
}
