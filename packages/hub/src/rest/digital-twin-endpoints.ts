import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/http-request.js';
import { etagHeader } from '../http/entity-tags.js';
import { deviceOf } from './device-endpoints.js';
import { digitalTwin } from './digital-twin.js';
import { desiredPatchOf } from './digital-twin-patch.js';
import type { Endpoint, RestCall } from './endpoint.js';
import { checkMatch } from './entity-tags.js';
import { invocationError, invokeOn } from './invoke-on.js';
import { twinEtag } from '../state/twin-json.js';

const TWIN = '/digitaltwins/{device}';
/** A payload may have 128 KB, which is checked where the method is. */
const MAX_PAYLOAD_BYTES = 256 * 1024;
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Devices as their models describe them. */
export const DIGITAL_TWIN_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: TWIN, right: 'ServiceConnect', counts: 'twin-read', answer: read },
  { method: 'PATCH', path: TWIN, right: 'ServiceConnect', answer: change },
  {
    method: 'POST',
    path: `${TWIN}/commands/{command}`,
    right: 'ServiceConnect',
    answer: (call) => command(call, call.part('command')),
  },
  {
    method: 'POST',
    path: `${TWIN}/components/{component}/commands/{command}`,
    right: 'ServiceConnect',
    answer: (call) => command(call, `${call.part('component')}*${call.part('command')}`),
  },
];

function read(call: RestCall): Answer {
  const { deviceId } = deviceOf(call);
  const twin = digitalTwin(deviceId, call.state.twins.get(deviceId));
  const headers = { ...JSON_TYPE, ...etagHeader(twinEtag(call.state, deviceId)) };
  return { status: 200, headers, body: JSON.stringify(twin) };
}

async function change(call: RestCall): Promise<Answer> {
  const { state } = call;
  deviceOf(call);
  const patch = await call.json();
  const { deviceId } = deviceOf(call);
  checkMatch(call.header('if-match'), twinEtag(state, deviceId));
  state.changeTwin(
    deviceId,
    { desired: desiredPatchOf(patch, state.twins.get(deviceId)) },
    'merge',
  );
  const location = `https://${call.hostName}/digitaltwins/${encodeURIComponent(deviceId)}`;
  return { status: 202, headers: { ...etagHeader(twinEtag(state, deviceId)), location } };
}

async function command(call: RestCall, name: string): Promise<Answer> {
  deviceOf(call);
  const seconds = (parameter: string) => call.integer(parameter, call.request.query.get(parameter));
  const invocation = {
    name,
    // A command without a request has no body.
    payload: await call.json(MAX_PAYLOAD_BYTES, null),
    connectTimeoutInSeconds: seconds('connectTimeoutInSeconds'),
    responseTimeoutInSeconds: seconds('responseTimeoutInSeconds'),
  };
  try {
    const { status, payload } = await invokeOn(call, invocation);
    const headers = { 'x-ms-command-statuscode': `${status}`, 'x-ms-request-id': randomUUID() };
    return { status: 200, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(payload) };
  } catch (error) {
    const answer = invocationError(error, call.state.clock.now());
    if (answer === undefined) throw error;
    return answer;
  }
}
