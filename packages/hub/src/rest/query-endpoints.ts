import type { JsonObject } from '@iotpnp/model';
import type { Answer } from '../http/http-request.js';
import { textIn } from '../http/json-fields.js';
import { parseQuery } from '../query/parse-query.js';
import type { Collection } from '../query/query.js';
import { runQuery } from '../query/run-query.js';
import type { HubState } from '../state/hub-state.js';
import { targetOf } from '../target.js';
import type { Endpoint, RestCall } from './endpoint.js';
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
  const items = runQuery(query, rowsOf(call.state, query.from)).map(({ result, row = result }) => ({
    row: result,
    key: keyOf(row),
  }));
  const itemType = query.select === undefined ? ITEM_TYPES[query.from] : 'Raw';
  const isOrdered = query.orderBy.length > 0 || query.groupBy.length > 0;
  return page(call, items, { what: text, itemType, isOrdered });
}

/** What tells a twin or a part of a job from others; of a group, its values. */
function keyOf(row: JsonObject): string {
  const { jobId, deviceId, moduleId } = row;
  if (deviceId === undefined) return JSON.stringify(row);
  return [jobId, deviceId, moduleId].filter((each) => typeof each === 'string').join('/');
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
