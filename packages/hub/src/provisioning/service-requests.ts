import { objectionToRequest } from '../http/authorize.js';
import type { Answer, HttpRequest } from '../http/http-request.js';
import { DpsCall, type DpsEndpoint } from './dps-call.js';
import type { DpsContext } from './dps-context.js';
import { dpsError } from './dps-error.js';
import { DpsRefusal, refusalOf } from './dps-refusal.js';
import { ENROLMENT_ENDPOINTS } from './enrolment-endpoints.js';
import { REGISTRATION_ENDPOINTS } from './registration-endpoints.js';
import { answerOf } from './registration-requests.js';

const ENDPOINTS = [...ENROLMENT_ENDPOINTS, ...REGISTRATION_ENDPOINTS];
const ROOTS = new Set(ENDPOINTS.map(({ path }) => path.split('/')[1]));

/**
 * The service side of the provisioning service: what back ends ask of enrolments and registrations.
 * Source: DPS service REST API, 2021-10-01.
 */
export async function provisioningServiceRequest(
  request: HttpRequest,
  context: DpsContext,
): Promise<Answer | undefined> {
  const [root = ''] = request.path;
  if (!ROOTS.has(root.toLowerCase())) return undefined;
  const { provisioning, state } = context;
  try {
    const [endpoint, id] = endpointOf(request);
    authorize(request, context, endpoint);
    if (!request.query.has('api-version')) {
      throw new DpsRefusal('badRequest', 'api-version is missing');
    }
    return await endpoint.answer(new DpsCall(request, provisioning, id));
  } catch (error) {
    const refused = refusalOf(error);
    if (refused === undefined) throw error;
    return answerOf(dpsError(refused.failure, refused.message, state.clock.now()));
  }
}

/** @throws DpsRefusal */
function endpointOf({ method, path }: HttpRequest): [DpsEndpoint, string] {
  let isKnown = false;
  for (const endpoint of ENDPOINTS) {
    const id = idIn(endpoint.path.split('/').slice(1), path);
    if (id !== undefined && endpoint.method === method) return [endpoint, id];
    isKnown ||= id !== undefined;
  }
  if (isKnown) throw new DpsRefusal('methodNotAllowed', `${method} is not served here`);
  throw new DpsRefusal('notFound', 'nothing is served here');
}

/** The id in an address that fits the pattern; the words around it in any case, as clients write them. */
function idIn(pattern: readonly string[], path: readonly string[]): string | undefined {
  // Microsoft's client asks for a bulk operation with a slash behind it.
  const length = path.at(-1) === '' ? path.length - 1 : path.length;
  if (pattern.length !== length) return undefined;
  let id = '';
  for (const [at, expected] of pattern.entries()) {
    const part = path[at] ?? '';
    if (expected === '{id}') id = part;
    else if (part.toLowerCase() !== expected) return undefined;
  }
  return id;
}

/** @throws DpsRefusal */
function authorize(request: HttpRequest, context: DpsContext, { right }: DpsEndpoint): void {
  const needed = { service: 'dps', rights: [right] } as const;
  if (objectionToRequest(request, context, needed) === undefined) return;
  throw new DpsRefusal('unauthorized', 'Unauthorized');
}
