import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import { textIn } from '../http/json-fields.js';
import type { DeviceIdentity } from '../device-identity.js';
import type { HubState } from '../state/hub-state.js';
import { namesOf } from '../target.js';
import type { Endpoint, RestCall } from './endpoint.js';
import { checkMatch } from './entity-tags.js';
import { identityInput } from './identity-json.js';
import { invalid, RestError, restErrorOf } from './rest-error.js';
import { twinChange } from './twin-endpoints.js';
import { twinEtag } from '../state/twin-json.js';

const MAX_IDENTITIES = 100;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Many identities at once. */
export const BULK_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/devices',
    right: 'RegistryWrite',
    counts: 'registry',
    answer: changeMany,
  },
];

/** Each is done or not, whatever becomes of the others. */
async function changeMany(call: RestCall): Promise<Answer> {
  const list = await call.json(MAX_BODY_BYTES);
  if (!Array.isArray(list) || list.length > MAX_IDENTITIES) {
    throw invalid(`the body is an array of at most ${MAX_IDENTITIES} identities`);
  }
  const errors = list.flatMap((entry: Json) => errorOf(call.state, entry));
  const isSuccessful = errors.length === 0;
  return jsonAnswer(isSuccessful ? 200 : 400, { isSuccessful, errors, warnings: [] });
}

function errorOf(state: HubState, entry: Json): readonly JsonObject[] {
  const { id: deviceId = '', moduleId } = isJsonObject(entry) ? entry : {};
  try {
    if (!isJsonObject(entry)) throw invalid('an identity is an object');
    changeOne(state, entry);
    return [];
  } catch (error) {
    const known = restErrorOf(error);
    if (known === undefined) throw error;
    const names = { deviceId, ...(moduleId === undefined ? {} : { moduleId }) };
    return [{ ...names, errorCode: known.number, errorStatus: known.message }];
  }
}

function changeOne(state: HubState, entry: JsonObject): void {
  const target = targetIn(entry);
  const known = state.registry.find(target);
  const mode = (textIn(entry, 'importMode') ?? 'createOrUpdate').toLowerCase();
  const [verb, ifMatches = ''] = mode.split(/(ifmatchetag)$/u);
  switch (verb) {
    case 'create':
      if (known !== undefined) throw alreadyThere(target);
      return write(state, target, entry);
    case 'createorupdate':
      checkEtag(known, entry, ifMatches);
      return write(state, target, entry);
    case 'update':
      checkEtag(existing(known, target), entry, ifMatches);
      return write(state, target, entry);
    case 'updatetwin':
      existing(known, target);
      if (ifMatches !== '') checkMatch(textIn(entry, 'twinETag') ?? '', twinEtag(state, target));
      return changeTwin(state, target, entry);
    case 'delete':
      checkEtag(existing(known, target), entry, ifMatches);
      return state.remove(target);
    default:
      throw invalid(`importMode ${mode.slice(0, 40)} is none that is served`);
  }
}

function targetIn(entry: JsonObject): string {
  const [deviceId, moduleId] = [textIn(entry, 'id'), textIn(entry, 'moduleId')];
  if (deviceId === undefined || deviceId.includes('/')) throw invalid('id is no device id');
  if (moduleId?.includes('/') === true) throw invalid('moduleId is no module id');
  return moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
}

function write(state: HubState, target: string, entry: JsonObject): void {
  const { deviceId, moduleId } = namesOf(target);
  if (moduleId !== undefined) existing(state.registry.find(deviceId), deviceId);
  const input = identityInput(entry, target, state.registry.find(target));
  state.identityChanges.write(target, input, twinChange(entry));
}

function changeTwin(state: HubState, target: string, entry: JsonObject): void {
  const change = twinChange(entry);
  if (change.tags === undefined && change.desired === undefined) return;
  state.changeTwin(target, change, 'replace');
}

function checkEtag(known: DeviceIdentity | undefined, entry: JsonObject, ifMatches: string): void {
  if (ifMatches === '' || known === undefined) return;
  checkMatch(textIn(entry, 'eTag') ?? textIn(entry, 'etag') ?? '', known.etag);
}

function existing(known: DeviceIdentity | undefined, target: string): DeviceIdentity {
  if (known !== undefined) return known;
  const isModule = namesOf(target).moduleId !== undefined;
  throw new RestError(isModule ? 'ModuleNotFound' : 'DeviceNotFound', `there is no ${target}`);
}

function alreadyThere(target: string): RestError {
  const isModule = namesOf(target).moduleId !== undefined;
  const name = isModule ? 'ModuleAlreadyExistsOnDevice' : 'DeviceAlreadyExists';
  return new RestError(name, `${target} is there already`);
}
