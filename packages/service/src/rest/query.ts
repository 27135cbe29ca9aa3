import { isJsonObject, type JsonObject } from '@iotpnp/model';
import type { QueryOptions } from '../query-options.js';
import { noJson, type RestClient } from './rest-client.js';

const SUBJECT = 'the query';

/** The rows of a query, page after page as they are read. Source: "IoT Hub query language", REST "Query: get twins". */
export async function* queryPages(
  rest: RestClient,
  sql: string,
  { pageSize = 100, path = '/devices/query', apiVersion, signal }: QueryOptions,
): AsyncIterableIterator<JsonObject> {
  const body = JSON.stringify({ query: sql });
  let continuation: string | undefined;
  do {
    const { json, answer } = await rest.json({
      method: 'POST',
      path: path.replace(/^\//, '').split('/'),
      ...(apiVersion !== undefined && { query: { 'api-version': apiVersion } }),
      body,
      headers: {
        'x-ms-max-item-count': String(pageSize),
        ...(continuation !== undefined && { 'x-ms-continuation': continuation }),
      },
      subject: SUBJECT,
      signal,
    });
    if (!Array.isArray(json)) throw noJson(SUBJECT);
    yield* json.filter(isJsonObject);
    const next = answer.headers['x-ms-continuation'];
    continuation = typeof next === 'string' && next !== '' ? next : undefined;
  } while (continuation !== undefined);
}
