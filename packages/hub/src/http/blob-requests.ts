import { randomUUID } from 'node:crypto';
import type { FileRefusal, FileUpload } from '../state/file-upload.js';
import { bodyOf, TooLarge } from './body.js';
import type { Answer, HttpContext, HttpRequest } from './http-request.js';

/** The storage container of the hub's files. */
export const FILES_CONTAINER = 'files';

const MAX_BLOCK_BYTES = 100 * 1024 * 1024;
const MAX_LIST_BYTES = 4 * 1024 * 1024;
const BLOCK_ID = /<(?:Latest|Uncommitted|Committed)>([^<]+)<\//gu;

const FORBIDDEN = storageError(
  403,
  'AuthenticationFailed',
  'this place was not given, or its time is over',
);
const TOO_LARGE = storageError(
  413,
  'RequestBodyTooLarge',
  'the files of a device may have 100 MB here, a list of blocks 4 MB',
);
const REFUSALS: { readonly [R in FileRefusal]: Answer } = {
  'invalid-block': storageError(400, 'InvalidQueryParameterValue', 'blockid is no id of a block'),
  'unknown-block': storageError(400, 'InvalidBlockList', 'a block of the list was not put'),
  'too-large': TOO_LARGE,
};

/**
 * The storage behind the hub, as much of it as an upload takes: Put Blob, Put Block, Put Block List.
 * Source: Blob service REST API.
 */
export async function blobRequest(
  request: HttpRequest,
  { state }: HttpContext,
): Promise<Answer | undefined> {
  const { path, query, method } = request;
  const [container, deviceId, ...name] = path;
  if (container !== FILES_CONTAINER || deviceId === undefined) return undefined;
  if (method !== 'PUT') return storageError(405, 'UnsupportedHttpVerb', 'only PUT is served');
  const secret = query.get('sig') ?? '';
  const upload = state.files.upload({ deviceId, name: name.join('/'), secret });
  if (upload === undefined) return FORBIDDEN;
  try {
    const refusal = await write(upload, request);
    return refusal === undefined ? stored() : REFUSALS[refusal];
  } catch (error) {
    if (error instanceof TooLarge) return TOO_LARGE;
    throw error;
  }
}

async function write(
  upload: FileUpload,
  { query, message }: HttpRequest,
): Promise<FileRefusal | undefined> {
  switch (query.get('comp')) {
    case 'blocklist': {
      const list = (await bodyOf(message, MAX_LIST_BYTES)).toString('utf8');
      return upload.commit([...list.matchAll(BLOCK_ID)].map(([, id = '']) => id));
    }
    case 'block': {
      const content = await contentOf(upload, message);
      return upload.putBlock(query.get('blockid') ?? '', content);
    }
    default:
      return upload.put(await contentOf(upload, message));
  }
}

/** Counts what comes in while it does: several may come at once. */
async function contentOf({ room }: FileUpload, message: HttpRequest['message']): Promise<Buffer> {
  let counted = 0;
  try {
    return await bodyOf(message, MAX_BLOCK_BYTES, (bytes) => {
      if (!room.take(bytes)) return false;
      counted += bytes;
      return true;
    });
  } finally {
    room.take(-counted);
  }
}

function stored(): Answer {
  const id = randomUUID();
  return { status: 201, headers: { etag: `"${id}"`, 'x-ms-request-id': id } };
}

/** As the storage words an error. */
function storageError(status: number, code: string, text: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${text}</Message></Error>`,
  };
}
