import type { JsonObject } from '@iotpnp/model';
import type { Answer } from '../http/http-request.js';
import { parseQuery } from '../query/parse-query.js';
import type { Collection } from '../query/query.js';
import { runQuery } from '../query/run-query.js';
import type { HubState } from '../state/hub-state.js';
import { targetOf } from '../target.js';
import type { Endpoint, RestCall } from './endpoint.js';
import { textIn } from './identity-json.js';
import { targetJobsJson } from './job-json.js';
import { page } from './pages.js';
import { invalid } from './rest-error.js';
import { twinJson } from '../state/twin-json.js';

/** IoT Hub's query language over twins and jobs. */
export const QUERY_ENDPOINTS: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/devices/query',
    right: 'ServiceConnect',
    counts: 'query',
    answer: answerQuery,
  },
];

const ITEM_TYPES: { readonly [C in Collection]: string } = {
  devices: 'Twin',
  'devices.modules': 'Twin',
  'devices.jobs': 'DeviceJob',
};

async function answerQuery(call: RestCall): Promise<Answer> {
  const text = textIn(await call.object(), 'query');
  if (text === undefined) throw invalid('query is missing');
  const query = parseQuery(text);
  const rows = runQuery(query, rowsOf(call.state, query.from));
  const itemType = query.select === undefined ? ITEM_TYPES[query.from] : 'Raw';
  return page(call, rows, { what: text, itemType });
}

/** All that a query may find. */
export function rowsOf(state: HubState, from: Collection): readonly JsonObject[] {
  if (from === 'devices.jobs') return state.jobs.list().flatMap(targetJobsJson);
  const ofModules = from === 'devices.modules';
  return state.registry
    .list()
    .filter(({ moduleId }) => (moduleId !== undefined) === ofModules)
    .map((identity) => twinJson(state, targetOf(identity)));
}
