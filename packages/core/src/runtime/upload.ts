import { PnpError } from '@iotpnp/model';
import type { DeviceIdentity } from '../plugin/identity.js';
import type { CallOptions, Link, TransportPlugin } from '../plugin/transport.js';
import { messageOf } from './context.js';
import type { UploadContent } from './session.types.js';

/** The longest name of a blob (Azure Storage, naming blobs). */
const LONGEST_NAME = 1_024;

export interface UploadPlace {
  readonly transport: TransportPlugin;
  readonly identity: DeviceIdentity | undefined;
  readonly link: Link | undefined;
}

/**
 * Sends a file to the hub's storage over the link that is there.
 * @throws {PnpError} `PNP_TRANSPORT_NO_UPLOAD`, `PNP_MODULE_NO_UPLOAD`, `PNP_UPLOAD_NAME`, `PNP_OFFLINE`, `PNP_UPLOAD_FAILED`.
 */
export async function upload(
  place: UploadPlace,
  file: { readonly name: string; readonly content: UploadContent },
  options: CallOptions,
): Promise<void> {
  const stream = streamOf(file.content);
  stream?.on('error', () => {}); // one that fails before it is read rejects when it is
  try {
    await uploadTo(place, file, options);
  } catch (error) {
    stream?.destroy(); // whoever opened it has given it away
    throw error;
  }
}

async function uploadTo(
  { transport, identity, link }: UploadPlace,
  file: { readonly name: string; readonly content: UploadContent },
  options: CallOptions,
): Promise<void> {
  const { name } = file;
  if (!transport.supports.upload) {
    throw new PnpError('PNP_TRANSPORT_NO_UPLOAD', `transport ${transport.name} uploads no files`, {
      hint: 'use another transport',
    });
  }
  if (identity?.moduleId !== undefined) {
    const who = `${identity.deviceId}/${identity.moduleId}`;
    throw new PnpError('PNP_MODULE_NO_UPLOAD', `${who} is a module, and modules upload no files`, {
      hint: 'run it as a device, or send the file in messages',
    });
  }
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME) {
    throw new PnpError('PNP_UPLOAD_NAME', `a file's name has 1 to ${LONGEST_NAME} characters`, {
      hint: "give it one, such as 'logs/today.txt'",
    });
  }
  if (!link?.upload) {
    throw new PnpError('PNP_OFFLINE', `no connection to the hub: ${name} was not uploaded`, {
      hint: "upload when the session's state is ready again",
    });
  }
  try {
    await link.upload({ name, content: chunks(file.content) }, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new PnpError('PNP_UPLOAD_FAILED', `${name} was not uploaded: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

interface Stream {
  on(event: 'error', listener: () => void): unknown;
  destroy(): unknown;
}

/** Node's streams, by their shape. */
function streamOf(content: UploadContent): Stream | undefined {
  if (typeof content !== 'object' || !('on' in content) || !('destroy' in content))
    return undefined;
  return content as unknown as Stream;
}

function chunks(content: UploadContent): AsyncIterable<Uint8Array> {
  if (typeof content === 'string') return once(new TextEncoder().encode(content));
  return content instanceof Uint8Array ? once(content) : content;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
