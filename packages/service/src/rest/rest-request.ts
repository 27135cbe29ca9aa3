import { stringify, type Json } from '@iotpnp/model';
import type { HttpMethod, RequestOptions } from '../service.js';
import { noJson, type RestClient } from './rest-client.js';

/** A request that has no member of its own. */
export async function restRequest(
  rest: RestClient,
  { method, path }: { method: HttpMethod; path: string },
  { body, headers, query, subject = `${method} ${path}`, signal }: RequestOptions,
): Promise<Json | undefined> {
  const { text } = await rest.call({
    method,
    path: path.replace(/^\//, '').split('/'),
    ...(body !== undefined && { body: stringify(body) }),
    headers,
    query,
    subject,
    repeatable: method !== 'POST',
    signal,
  });
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw noJson(subject, cause);
  }
}
