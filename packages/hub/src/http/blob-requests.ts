import { randomUUID } from 'node:crypto';
import type { FileAddress, FileRefusal } from '../state/files.js';
import { bodyOf } from './body.js';
import { errorAnswer, type Answer, type HttpContext, type HttpRequest } from './http-request.js';

/** The storage container of the hub's files. */
export const FILES_CONTAINER = 'files';

const MAX_BLOCK_BYTES = 100 * 1024 * 1024;
const MAX_LIST_BYTES = 4 * 1024 * 1024;
const BLOCK_ID = /<(?:Latest|Uncommitted|Committed)>([^<]+)<\//gu;

const REFUSALS: { readonly [R in FileRefusal]: Answer } = {
  forbidden: errorAnswer(403, 'AuthenticationFailed', 'the place was not given, or not to you'),
  unknown: errorAnswer(400, 'InvalidBlockList', 'a block of the list was not put'),
  'too-large': errorAnswer(
    413,
    'RequestBodyTooLarge',
    'the files of a device may have 100 MB here',
  ),
};

/**
 * The storage behind the hub, as much of it as an upload takes: Put Blob, Put Block, Put Block List.
 * Source: Blob service REST API.
 */
export async function blobRequest(
  request: HttpRequest,
  { state }: HttpContext,
): Promise<Answer | undefined> {
  const { path, query, method, message } = request;
  const [container, deviceId, ...name] = path;
  if (container !== FILES_CONTAINER || deviceId === undefined) return undefined;
  if (method !== 'PUT') return errorAnswer(405, 'UnsupportedHttpVerb', 'only PUT is served');
  const place: FileAddress = { deviceId, name: name.join('/'), secret: query.get('sig') ?? '' };
  const { files } = state;
  if (!files.mayWrite(place)) return REFUSALS.forbidden;
  const comp = query.get('comp');
  if (comp === 'blocklist') {
    const list = (await bodyOf(message, MAX_LIST_BYTES)).toString('utf8');
    return outcome(files.commit(place, blockIdsOf(list)));
  }
  const content = await bodyOf(message, MAX_BLOCK_BYTES);
  if (comp === 'block') return outcome(files.putBlock(place, query.get('blockid') ?? '', content));
  const block = randomUUID();
  return outcome(files.putBlock(place, block, content) ?? files.commit(place, [block]));
}

function blockIdsOf(list: string): string[] {
  return [...list.matchAll(BLOCK_ID)].map((match) => match[1] as string);
}

function outcome(refusal: FileRefusal | undefined): Answer {
  return refusal === undefined ? { status: 201 } : REFUSALS[refusal];
}
