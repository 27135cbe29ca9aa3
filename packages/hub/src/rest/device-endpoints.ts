import type { DeviceIdentity } from '../device-identity.js';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import { textIn } from '../http/json-fields.js';
import { etagHeader } from '../http/entity-tags.js';
import type { RestCall, Endpoint } from './endpoint.js';
import { checkMatch } from './entity-tags.js';
import { identityInput, identityJson } from './identity-json.js';
import { invalid, RestError } from './rest-error.js';

const DEVICE = '/devices/{device}';
const MAX_LISTED = 1000;

/** The identities of devices. */
export const DEVICE_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: '/devices', right: 'RegistryRead', counts: 'registry', answer: list },
  { method: 'GET', path: DEVICE, right: 'RegistryRead', counts: 'registry', answer: read },
  { method: 'PUT', path: DEVICE, right: 'RegistryWrite', counts: 'registry', answer: write },
  { method: 'DELETE', path: DEVICE, right: 'RegistryWrite', counts: 'registry', answer: remove },
  {
    method: 'DELETE',
    path: '/devices/{device}/commands',
    right: 'ServiceConnect',
    answer: purge,
  },
];

function list(call: RestCall): Answer {
  const { state, request } = call;
  const top = call.integer('top', request.query.get('top')) ?? MAX_LISTED;
  if (top < 1 || top > MAX_LISTED) throw invalid(`top is 1 to ${MAX_LISTED}`);
  const devices = state.registry.list().filter(({ moduleId }) => moduleId === undefined);
  return jsonAnswer(
    200,
    devices.slice(0, top).map((device) => identityJson(device, state)),
  );
}

function read(call: RestCall): Answer {
  return identityAnswer(call, deviceOf(call));
}

async function write(call: RestCall): Promise<Answer> {
  const { state, target } = call;
  const body = await call.object();
  if ((textIn(body, 'deviceId') ?? target) !== target) {
    throw invalid('deviceId is not the one in the address');
  }
  const ifMatch = call.header('if-match');
  const known = state.registry.find(target);
  if (known === undefined && ifMatch !== undefined) throw notFound(target);
  if (known !== undefined && ifMatch === undefined) {
    throw new RestError('DeviceAlreadyExists', `a device of id ${target} is there already`);
  }
  if (known !== undefined) checkMatch(ifMatch, known.etag);
  return identityAnswer(
    call,
    state.identityChanges.write(target, identityInput(body, target, known)),
  );
}

function remove(call: RestCall): Answer {
  checkMatch(call.header('if-match'), deviceOf(call).etag);
  call.state.remove(call.target);
  return { status: 204 };
}

/** Drops the cloud-to-device messages that wait. */
function purge(call: RestCall): Answer {
  const { deviceId } = deviceOf(call);
  const totalMessagesPurged = call.state.outbox.purge(deviceId);
  return jsonAnswer(200, { deviceId, moduleId: null, totalMessagesPurged });
}

/** The device in the address. @throws RestError DeviceNotFound */
export function deviceOf(call: RestCall): DeviceIdentity {
  const deviceId = call.part('device');
  const device = call.state.registry.find(deviceId);
  if (device === undefined) throw notFound(deviceId);
  return device;
}

/** An identity with its entity tag. */
export function identityAnswer(call: RestCall, identity: DeviceIdentity): Answer {
  const answer = jsonAnswer(200, identityJson(identity, call.state));
  return { ...answer, headers: { ...answer.headers, ...etagHeader(identity.etag) } };
}

function notFound(deviceId: string): RestError {
  return new RestError('DeviceNotFound', `there is no device of id ${deviceId}`);
}
