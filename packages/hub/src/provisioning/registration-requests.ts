import type { TLSSocket } from 'node:tls';
import { clientCertificateOf } from '../auth/client-certificate.js';
import { bodyOf } from '../http/body.js';
import { jsonAnswer, type Answer, type HttpRequest } from '../http/http-request.js';
import { decodeJson } from '../state/json-text.js';
import type { DpsContext } from './dps-context.js';
import { dpsError, type DpsAnswer } from './dps-error.js';
import type { Registrant } from './judge-registration.js';

const MAX_BODY_BYTES = 128 * 1024;
/** What an address of a device begins with: its hub's may be for a device called `registrations`. */
const ID_SCOPE = /^0n[0-9A-Za-z]+$/u;

/**
 * A device registers over HTTPS.
 * Source: DPS REST API, "Runtime Registration": register, operation status, lookup.
 */
export async function registrationRequest(
  request: HttpRequest,
  { provisioning, state }: Pick<DpsContext, 'provisioning' | 'state'>,
): Promise<Answer | undefined> {
  const { method, path, message } = request;
  const [idScope = '', registrations, registrationId = '', verb, operationId, ...more] = path;
  if (registrations !== 'registrations' || !ID_SCOPE.test(idScope)) return undefined;
  if (registrationId === '' || more.length > 0) return undefined;
  const token = message.headers.authorization ?? '';
  const certificate = clientCertificateOf(message.socket as TLSSocket);
  const registrant: Registrant = { idScope, registrationId, token, certificate };
  const what = `${method} ${verb ?? ''}`;
  if (!request.query.has('api-version')) {
    return answerOf(dpsError('badRequest', 'api-version is missing', state.clock.now()));
  }
  if (what === 'PUT register' && operationId === undefined) {
    const text = (await bodyOf(message, MAX_BODY_BYTES)).toString('utf8').trim();
    const answered = provisioning.register(registrant, text === '' ? null : decodeJson(text));
    return answerOf(answered, locationOf(registrant, answered));
  }
  if (what === 'GET operations' && operationId !== undefined) {
    return answerOf(provisioning.poll(registrant, operationId));
  }
  if (what === 'POST ') return answerOf(provisioning.lookup(registrant));
  const why = 'a device may register, ask how far that is, or look its registration up';
  return answerOf(dpsError('methodNotAllowed', why, state.clock.now()));
}

/** An answer of the provisioning service over HTTP. */
export function answerOf(
  { status, body, retryAfterSeconds }: DpsAnswer,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const json = jsonAnswer(status, body);
  const pause: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { ...json, headers: { ...json.headers, ...pause, ...headers } };
}

function locationOf(
  { idScope, registrationId }: Registrant,
  { status, body }: DpsAnswer,
): Readonly<Record<string, string>> {
  const operationId = body['operationId'];
  if (status !== 202 || typeof operationId !== 'string') return {};
  const path = [idScope, 'registrations', registrationId, 'operations', operationId];
  return { location: `/${path.map(encodeURIComponent).join('/')}` };
}
