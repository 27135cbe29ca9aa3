import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Offsets in a meta page of the LMDB that the `lmdb` package brings (its header is 8 bytes longer than elsewhere). */
const MAGIC_AT = 24;
const PAGE_SIZE_AT = 48;
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const META_BYTES = 160;
const MAGIC = 0xbeefc0de;
const SMALLEST_PAGE = 512;
const LARGEST_PAGE = 65_536;

interface Meta {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: bigint;
}

/**
 * What is wrong with an LMDB file as far as its two meta pages tell; `undefined` when nothing is, or
 * when there is no file. LMDB itself maps the file into memory and trusts it: one that is no LMDB file,
 * or was cut shorter, would end the process.
 */
export function lmdbFault(file: string): string | undefined {
  const handle = opened(file);
  if (handle === undefined) return undefined;
  try {
    const { size } = fstatSync(handle);
    if (size === 0) return undefined; // made, and not yet written
    const first = metaAt(handle, 0);
    // A page's size stands in every meta page: without the first one the usual sizes are tried.
    const pageSizes = first === undefined ? [4096, 16_384, 65_536] : [first.pageSize];
    const second = pageSizes.map((pageSize) => metaAt(handle, pageSize)).find(Boolean);
    if (first === undefined || second === undefined) return 'it is no file of a hub';
    const newest = first.transaction > second.transaction ? first : second;
    const needed = (newest.lastPage + 1) * newest.pageSize;
    return size < needed ? `${needed - size} bytes of it are missing` : undefined;
  } finally {
    closeSync(handle);
  }
}

function opened(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function metaAt(handle: number, offset: number): Meta | undefined {
  const bytes = Buffer.alloc(META_BYTES);
  if (readSync(handle, bytes, 0, META_BYTES, offset) < META_BYTES) return undefined;
  if (bytes.readUInt32LE(MAGIC_AT) !== MAGIC) return undefined;
  const pageSize = bytes.readUInt32LE(PAGE_SIZE_AT);
  if (pageSize < SMALLEST_PAGE || pageSize > LARGEST_PAGE) return undefined;
  return {
    pageSize,
    lastPage: Number(bytes.readBigUInt64LE(LAST_PAGE_AT)),
    transaction: bytes.readBigUInt64LE(TRANSACTION_AT),
  };
}
