import type { JsonObject } from '@iotpnp/model';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import { objectIn } from '../http/json-fields.js';
import { etagHeader } from '../http/entity-tags.js';
import type { TwinChange, TwinChangeManner } from '../state/twins.js';
import type { Endpoint, RestCall } from './endpoint.js';
import { checkMatch } from './entity-tags.js';
import { identityOf } from './module-endpoints.js';
import { twinEtag, twinJson } from '../state/twin-json.js';

/** The twins of devices and modules. */
export const TWIN_ENDPOINTS: readonly Endpoint[] = [
  '/twins/{device}',
  '/twins/{device}/modules/{module}',
].flatMap((path): Endpoint[] => [
  { method: 'GET', path, right: 'ServiceConnect', counts: 'twin-read', answer: read },
  { method: 'PATCH', path, right: 'ServiceConnect', answer: (call) => change(call, 'merge') },
  { method: 'PUT', path, right: 'ServiceConnect', answer: (call) => change(call, 'replace') },
]);

function read(call: RestCall): Answer {
  identityOf(call);
  return twinAnswer(call);
}

/** What is not in the body stays as it is, with PUT too. */
async function change(call: RestCall, manner: TwinChangeManner): Promise<Answer> {
  const { state } = call;
  identityOf(call);
  const body = await call.object();
  // Once more: the twin may have changed, or gone, while the body came in.
  identityOf(call);
  checkMatch(call.header('if-match'), twinEtag(state, call.target));
  state.changeTwin(call.target, twinChange(body), manner);
  return twinAnswer(call);
}

/** What a back end wrote of a twin; it may send what it has read. @throws RestError */
export function twinChange(body: JsonObject): TwinChange {
  const properties = objectIn(body, 'properties');
  const desired = properties && objectIn(properties, 'desired');
  return {
    tags: objectIn(body, 'tags'),
    desired: desired && withoutMarks(desired),
  };
}

function withoutMarks({
  $metadata: _metadata,
  $version: _version,
  ...values
}: JsonObject): JsonObject {
  return values;
}

function twinAnswer(call: RestCall): Answer {
  const answer = jsonAnswer(200, twinJson(call.state, call.target));
  const etag = etagHeader(twinEtag(call.state, call.target));
  return { ...answer, headers: { ...answer.headers, ...etag } };
}
