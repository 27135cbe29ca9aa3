import type { JsonObject } from '@iotpnp/model';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import { textIn } from '../http/json-fields.js';
import type { Invocation } from '../state/timed-invocation.js';
import type { Endpoint, RestCall } from './endpoint.js';
import { invocationError, invokeOn } from './invoke-on.js';
import { identityOf } from './module-endpoints.js';
import { invalid } from './rest-error.js';

/** Direct methods of devices and modules. */
export const METHOD_ENDPOINTS: readonly Endpoint[] = [
  '/twins/{device}/methods',
  '/twins/{device}/modules/{module}/methods',
].map((path): Endpoint => ({ method: 'POST', path, right: 'ServiceConnect', answer: invoke }));

async function invoke(call: RestCall): Promise<Answer> {
  identityOf(call);
  const invocation = invocationOf(await call.object());
  try {
    const { status, payload } = await invokeOn(call, invocation);
    return jsonAnswer(200, { status, payload });
  } catch (error) {
    const answer = invocationError(error, call.state.clock.now());
    if (answer === undefined) throw error;
    return answer;
  }
}

/** A method as it is written in a body. @throws RestError ArgumentInvalid */
export function invocationOf(body: JsonObject): Invocation {
  return {
    name: textIn(body, 'methodName') ?? '',
    payload: body['payload'] ?? null,
    responseTimeoutInSeconds: secondsIn(body, 'responseTimeoutInSeconds'),
    connectTimeoutInSeconds: secondsIn(body, 'connectTimeoutInSeconds'),
  };
}

function secondsIn(body: JsonObject, name: string): number | undefined {
  const seconds = body[name];
  if (seconds === undefined || seconds === null) return undefined;
  if (typeof seconds === 'number') return seconds;
  throw invalid(`${name} is a number`);
}
