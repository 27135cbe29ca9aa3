import { jsonAnswer, type Answer } from '../http/http-request.js';
import { objectIn, textIn } from '../http/json-fields.js';
import { etagHeader } from '../http/entity-tags.js';
import { parseTargets } from '../query/parse-query.js';
import { checkContent, type Configuration } from '../state/configuration.js';
import { targetOf } from '../target.js';
import {
  configurationInput,
  configurationJson,
  contentOf,
  edgeModuleIds,
  faultOf,
  queryErrors,
} from './configuration-json.js';
import { deviceOf } from './device-endpoints.js';
import type { Endpoint, RestCall } from './endpoint.js';
import { checkMatch } from './entity-tags.js';
import { invalid, RestError } from './rest-error.js';

const CONFIGURATIONS = '/configurations';
const CONFIGURATION = '/configurations/{configuration}';
const MAX_LISTED = 100;

/** Configurations of many devices, and of IoT Edge devices one by one. */
export const CONFIGURATION_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: CONFIGURATIONS, right: 'RegistryRead', answer: list },
  {
    method: 'POST',
    path: '/configurations/testQueries',
    right: 'RegistryRead',
    answer: testQueries,
  },
  { method: 'GET', path: CONFIGURATION, right: 'RegistryRead', answer: read },
  { method: 'PUT', path: CONFIGURATION, right: 'RegistryWrite', answer: write },
  { method: 'DELETE', path: CONFIGURATION, right: 'RegistryWrite', answer: remove },
  {
    method: 'POST',
    path: '/devices/{device}/applyConfigurationContent',
    right: 'RegistryWrite',
    answer: applyToDevice,
  },
];

function list(call: RestCall): Answer {
  const { state, request } = call;
  const top = call.integer('top', request.query.get('top')) ?? MAX_LISTED;
  if (top < 1 || top > MAX_LISTED) throw invalid(`top is 1 to ${MAX_LISTED}`);
  const listed = state.configurations.list().slice(0, top);
  return jsonAnswer(
    200,
    listed.map((configuration) => configurationJson(configuration, state)),
  );
}

function read(call: RestCall): Answer {
  return configurationAnswer(call, configurationOf(call));
}

async function write(call: RestCall): Promise<Answer> {
  const { state } = call;
  const id = call.part('configuration');
  const body = await call.object();
  const ifMatch = call.header('if-match');
  const known = state.configurations.find(id);
  if (known === undefined && ifMatch !== undefined) throw notFound(id);
  if (known !== undefined && ifMatch === undefined) {
    throw new RestError('ConfigurationAlreadyExists', `there is a configuration ${id} already`);
  }
  if (known !== undefined) checkMatch(ifMatch, known.etag);
  const configuration = configurationInput(body, { id, known, now: state.clock.now() });
  state.configurations.set(configuration);
  return configurationAnswer(call, configuration);
}

function remove(call: RestCall): Answer {
  const { id, etag } = configurationOf(call);
  checkMatch(call.header('if-match'), etag);
  call.state.configurations.remove(id);
  return { status: 204 };
}

async function testQueries(call: RestCall): Promise<Answer> {
  const body = await call.object();
  const condition = textIn(body, 'targetCondition') ?? '';
  const fault = condition.trim() === '' ? undefined : faultOf(() => parseTargets(condition));
  return jsonAnswer(200, {
    targetConditionError: fault ?? null,
    customMetricQueryErrors: queryErrors(objectIn(body, 'customMetricQueries') ?? {}),
  });
}

/** The modules that are to run are made, too; none is removed. */
async function applyToDevice(call: RestCall): Promise<Answer> {
  const { deviceId } = deviceOf(call);
  const content = contentOf(await call.object());
  checkContent(content);
  const { batches, registry, configurations } = call.state;
  const { modulesContent } = content;
  if (modulesContent === undefined) throw invalid('modulesContent is missing');
  deviceOf(call);
  batches.together(() => {
    for (const moduleId of edgeModuleIds(modulesContent)) {
      if (registry.find(targetOf({ deviceId, moduleId })) !== undefined) continue;
      registry.create({ deviceId, moduleId }, {}, { managedBy: 'iotEdge' });
    }
    configurations.applyToModules(deviceId, modulesContent);
  });
  return { status: 204 };
}

function configurationOf(call: RestCall): Configuration {
  const id = call.part('configuration');
  const configuration = call.state.configurations.find(id);
  if (configuration === undefined) throw notFound(id);
  return configuration;
}

function configurationAnswer(call: RestCall, configuration: Configuration): Answer {
  const answer = jsonAnswer(200, configurationJson(configuration, call.state));
  return { ...answer, headers: { ...answer.headers, ...etagHeader(configuration.etag) } };
}

function notFound(id: string): RestError {
  return new RestError('ConfigurationNotFound', `there is no configuration ${id}`);
}
