import { objectionToRequest } from '../http/authorize.js';
import type { Answer, HttpRequest } from '../http/http-request.js';
import { RestCall, type Endpoint, type RestContext } from './endpoint.js';
import { ENDPOINTS } from './endpoints.js';
import { RestError, invalid, restErrorAnswer, restErrorOf } from './rest-error.js';

interface Route extends Endpoint {
  /** `{device}` and the like stand for any part. */
  readonly pattern: readonly string[];
}

const ROUTES: readonly Route[] = ENDPOINTS.map((endpoint) => ({
  ...endpoint,
  pattern: endpoint.path.split('/').slice(1),
}));
const FAULTS = { throttle: 'ThrottlingException', unavailable: 'ServiceUnavailable' } as const;
const ROOTS = new Set(ROUTES.map(({ pattern }) => pattern[0]));

/**
 * The service side of IoT Hub: what back ends ask of identities, twins, methods, jobs and
 * configurations.
 * Source: IoT Hub service REST API, 2021-04-12.
 */
export async function restRequest(
  request: HttpRequest,
  context: RestContext,
): Promise<Answer | undefined> {
  const [root] = request.path;
  if (!ROOTS.has(root)) return undefined;
  try {
    const [route, parts] = routeOf(request);
    authorize(request, context, route);
    if (!request.query.has('api-version')) throw invalid('api-version is missing');
    const fault = context.state.faults.ofRequest();
    if (fault !== undefined) throw new RestError(FAULTS[fault], `${fault}, as a fault`);
    if (route.counts !== undefined) context.state.throttles.check(route.counts);
    return await route.answer(new RestCall(request, context, parts));
  } catch (error) {
    const known = restErrorOf(error);
    if (known === undefined) throw error;
    return restErrorAnswer(known);
  }
}

/** @throws RestError NotFound, MethodNotAllowed */
function routeOf({ method, path }: HttpRequest): [Route, ReadonlyMap<string, string>] {
  let isKnown = false;
  for (const route of ROUTES) {
    const parts = matched(route.pattern, path);
    if (parts !== undefined && route.method === method) return [route, parts];
    isKnown ||= parts !== undefined;
  }
  if (isKnown) throw new RestError('MethodNotAllowed', `${method} is not served here`);
  throw new RestError('NotFound', 'nothing is served here');
}

/** No id holds a slash, percent-encoded or not. */
function matched(
  pattern: readonly string[],
  path: readonly string[],
): ReadonlyMap<string, string> | undefined {
  // A list may be asked for with a slash behind it, as Microsoft's client does.
  const length = path.at(-1) === '' ? path.length - 1 : path.length;
  if (pattern.length !== length) return undefined;
  const parts = new Map<string, string>();
  for (const [at, expected] of pattern.entries()) {
    const part = path[at] ?? '';
    if (!expected.startsWith('{')) {
      if (part !== expected) return undefined;
    } else if (part === '' || part.includes('/')) return undefined;
    else parts.set(expected.slice(1, -1), part);
  }
  return parts;
}

/** @throws RestError IotHubUnauthorizedAccess */
function authorize(request: HttpRequest, context: RestContext, { right }: Route): void {
  const needed = { service: 'hub', rights: [right] } as const;
  if (objectionToRequest(request, context, needed) === undefined) return;
  throw new RestError('IotHubUnauthorizedAccess', 'Unauthorized');
}
