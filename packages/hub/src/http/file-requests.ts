import type { TLSSocket } from 'node:tls';
import { clientCertificateOf } from '../auth/client-certificate.js';
import { judgeOf } from '../auth/judge-of.js';
import { objectionTo } from '../auth/judge.js';
import type { Throttled } from '../state/throttles.js';
import { jsonBodyOf } from './body.js';
import { FILES_CONTAINER } from './blob-requests.js';
import {
  errorAnswer,
  jsonAnswer,
  type Answer,
  type HttpContext,
  type HttpRequest,
} from './http-request.js';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_NAME = 1024;
/** Longer ids are cut before they go into an event. */
const MAX_NAMED = 128;

const THROTTLED: { readonly [T in Throttled | 'not']: Answer | undefined } = {
  throttled: errorAnswer(429, 'ThrottlingException', 'too many uploads for the tier of the hub'),
  'quota-exceeded': errorAnswer(403, 'IotHubQuotaExceeded', 'the messages of this day are spent'),
  not: undefined,
};

/**
 * A device asks where a file goes, and tells what became of it.
 * Source: IoT Hub REST API, "Create File Upload Sas Uri" and "Update File Upload Status".
 */
export async function fileRequest(
  request: HttpRequest,
  context: HttpContext,
): Promise<Answer | undefined> {
  const [devices, deviceId, files, notifications, correlationId, ...more] = request.path;
  if (devices !== 'devices' || files !== 'files' || deviceId === undefined) return undefined;
  // Written %2F: a module, which uploads no files.
  if (deviceId.includes('/')) return undefined;
  if ((notifications ?? 'notifications') !== 'notifications' || more.length > 0) return undefined;
  if (request.method !== 'POST') return errorAnswer(405, 'MethodNotAllowed', 'only POST is served');
  const refused = unauthorized(deviceId, request, context);
  if (refused !== undefined) return refused;
  if (!request.query.has('api-version')) {
    return errorAnswer(400, 'ArgumentInvalid', 'api-version is missing');
  }
  const throttled = THROTTLED[context.state.throttles.objection('file-upload') ?? 'not'];
  if (throttled !== undefined) return throttled;
  if (notifications === undefined) return begin(deviceId, request, context);
  return complete(deviceId, correlationId, request, context);
}

function unauthorized(
  deviceId: string,
  { message }: HttpRequest,
  { state, isOurs }: HttpContext,
): Answer | undefined {
  const token = message.headers.authorization ?? '';
  const certificate = clientCertificateOf(message.socket as TLSSocket);
  const objection = objectionTo(deviceId, { token, certificate }, judgeOf(state, isOurs));
  if (objection === undefined) return undefined;
  state.refused(deviceId.slice(0, MAX_NAMED), objection.reason, objection.detail);
  return errorAnswer(401, 'IotHubUnauthorizedAccess', 'Unauthorized');
}

async function begin(
  deviceId: string,
  { message }: HttpRequest,
  { state, hostName }: HttpContext,
): Promise<Answer> {
  const name = (await jsonBodyOf(message, MAX_BODY_BYTES))?.['blobName'];
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME) {
    return errorAnswer(400, 'ArgumentInvalid', `blobName is a text of 1 to ${MAX_NAME} characters`);
  }
  const place = state.files.begin(deviceId, name);
  if (place === 'too-many') {
    const text = 'a device may have 10 uploads under way, and 10,000 files';
    return errorAnswer(403, 'DeviceMaximumActiveFileUploadLimitExceeded', text);
  }
  const expiry = encodeURIComponent(new Date(place.expiresAt).toISOString());
  return jsonAnswer(200, {
    correlationId: place.correlationId,
    hostName: hostName(),
    containerName: FILES_CONTAINER,
    blobName: `${deviceId}/${name}`,
    sasToken: `?sv=2018-03-28&sr=b&se=${expiry}&sp=rw&sig=${place.secret}`,
  });
}

/** The correlation id stands in the path or, in newer clients, in the body. */
async function complete(
  deviceId: string,
  inPath: string | undefined,
  { message }: HttpRequest,
  { state }: HttpContext,
): Promise<Answer> {
  const body = await jsonBodyOf(message, MAX_BODY_BYTES);
  const correlationId = inPath ?? body?.['correlationId'];
  if (typeof correlationId !== 'string' || typeof body?.['isSuccess'] !== 'boolean') {
    return errorAnswer(400, 'ArgumentInvalid', 'correlationId and isSuccess are missing');
  }
  if (state.files.complete(deviceId, correlationId, body['isSuccess'])) return { status: 204 };
  return errorAnswer(404, 'FileUploadNotFound', 'no upload of this correlation id is under way');
}
