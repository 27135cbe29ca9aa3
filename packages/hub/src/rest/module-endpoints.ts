import type { DeviceIdentity } from '../device-identity.js';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import { textIn } from '../http/json-fields.js';
import { namesOf } from '../target.js';
import { deviceOf, identityAnswer } from './device-endpoints.js';
import type { RestCall, Endpoint } from './endpoint.js';
import { checkMatch } from './entity-tags.js';
import { identityInput, identityJson } from './identity-json.js';
import { invalid, RestError } from './rest-error.js';

const MODULES = '/devices/{device}/modules';
const MODULE = '/devices/{device}/modules/{module}';

/** The identities of modules. */
export const MODULE_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: MODULES, right: 'RegistryRead', counts: 'registry', answer: list },
  { method: 'GET', path: MODULE, right: 'RegistryRead', counts: 'registry', answer: read },
  { method: 'PUT', path: MODULE, right: 'RegistryWrite', counts: 'registry', answer: write },
  { method: 'DELETE', path: MODULE, right: 'RegistryWrite', counts: 'registry', answer: remove },
];

function list(call: RestCall): Answer {
  const { state } = call;
  const modules = state.registry
    .family(deviceOf(call).deviceId)
    .filter((target) => namesOf(target).moduleId !== undefined);
  return jsonAnswer(
    200,
    modules.map((target) => identityJson(state.registry.get(target), state)),
  );
}

function read(call: RestCall): Answer {
  return identityAnswer(call, identityOf(call));
}

async function write(call: RestCall): Promise<Answer> {
  const { state, target } = call;
  const body = await call.object();
  for (const part of ['device', 'module']) {
    if ((textIn(body, `${part}Id`) ?? call.part(part)) === call.part(part)) continue;
    throw invalid(`${part}Id is not the one in the address`);
  }
  deviceOf(call);
  const ifMatch = call.header('if-match');
  const known = state.registry.find(target);
  if (known === undefined && ifMatch !== undefined) throw notFound(target);
  if (known !== undefined && ifMatch === undefined) {
    const text = `a module of id ${call.part('module')} is there already`;
    throw new RestError('ModuleAlreadyExistsOnDevice', text);
  }
  if (known !== undefined) checkMatch(ifMatch, known.etag);
  return identityAnswer(
    call,
    state.identityChanges.write(target, identityInput(body, target, known)),
  );
}

function remove(call: RestCall): Answer {
  checkMatch(call.header('if-match'), identityOf(call).etag);
  call.state.remove(call.target);
  return { status: 204 };
}

/** The device or module in the address. @throws RestError DeviceNotFound, ModuleNotFound */
export function identityOf(call: RestCall): DeviceIdentity {
  const device = deviceOf(call);
  if (call.part('module') === '') return device;
  const module = call.state.registry.find(call.target);
  if (module === undefined) throw notFound(call.target);
  return module;
}

function notFound(target: string): RestError {
  return new RestError('ModuleNotFound', `there is no module ${target}`);
}
