/*
 * The file format of LMDB, as far as it is needed to see whether a file is whole. Source: mdb.c of
 * lmdb-js 3.5, data version 2, with words of 8 bytes in little-endian order.
 */
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const NODE_BYTES = 8;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
/** Integer keys, in a file without a folder of its own: the persistent flags of the free pages' tree. */
const FREE_FLAGS = new Set([0x08, 0x4008]);
const MAX_PAGES = 2 ** 40;

export const PAGE_HEADER_BYTES = 24;
export const META_BYTES = PAGE_HEADER_BYTES + 144;
export const TREE_BYTES = 48;
export const OVERFLOW_POINTER_BYTES = 24;
export const PAGE = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08 } as const;
export const NODE = { inPlace: 0, onPages: 0x01, tree: 0x02 } as const;

/** What is wrong with a file. */
export class Damage extends Error {}

/** A B+ tree: of the free pages, of the names of sub-databases, or of one of those. */
export interface Tree {
  readonly flags: number;
  readonly depth: number;
  readonly branches: number;
  readonly leaves: number;
  readonly overflows: number;
  readonly entries: number;
  /** Absent when it is empty. */
  readonly root: number | undefined;
}

/** One of the two beginnings of a file, of which the one of the later transaction counts. */
export interface Meta {
  readonly pageBytes: number;
  readonly free: Tree;
  readonly main: Tree;
  readonly lastPage: number;
  readonly transaction: number;
}

/** An entry of a page. */
export interface Node {
  readonly flags: number;
  readonly key: Buffer;
  /** What follows the key, up to the end of the page. */
  readonly rest: Buffer;
  /** The length of the entry's data. */
  readonly length: number;
  /** The page below, when it is an entry of a branch. */
  readonly below: number;
}

/** @throws Damage */
export function metaOf(page: Buffer): Meta {
  const meta = page.subarray(PAGE_HEADER_BYTES);
  if (page.readUInt16LE(18) !== PAGE.meta || meta.readUInt32LE(0) !== MAGIC) {
    throw new Damage('it is no LMDB file');
  }
  const version = meta.readUInt16LE(4);
  if (version !== DATA_VERSION) throw new Damage(`it has LMDB's format ${version}`);
  const pageBytes = meta.readUInt32LE(24);
  const free = treeOf(meta.subarray(24));
  const lastPage = numberAt(meta, 120);
  const isKnown =
    [4096, 8192, 16_384, 32_768, 65_536].includes(pageBytes) &&
    FREE_FLAGS.has(free.flags) &&
    meta.readBigUInt64LE(8) === 0n &&
    lastPage < MAX_PAGES &&
    numberAt(meta, 16) >= (lastPage + 1) * pageBytes &&
    numberAt(meta, 16) % pageBytes === 0;
  if (!isKnown) throw new Damage('its beginning is damaged');
  const main = treeOf(meta.subarray(24 + TREE_BYTES));
  return { pageBytes, free, main, lastPage, transaction: numberAt(meta, 128) };
}

export function treeOf(bytes: Buffer): Tree {
  const root = bytes.readBigUInt64LE(40);
  return {
    flags: bytes.readUInt16LE(4),
    depth: bytes.readUInt16LE(6),
    branches: numberAt(bytes, 8),
    leaves: numberAt(bytes, 16),
    overflows: numberAt(bytes, 24),
    entries: numberAt(bytes, 32),
    root: root === NO_PAGE ? undefined : Number(root),
  };
}

/** The entries of a branch or a leaf. @throws Damage */
export function nodesOf(page: Buffer): readonly Node[] {
  const [lower, upper] = [page.readUInt16LE(20), page.readUInt16LE(22)];
  const body = page.subarray(PAGE_HEADER_BYTES);
  if (lower > upper || upper > body.length || lower % 2 !== 0 || lower === 0) {
    throw new Damage('a page is damaged');
  }
  const starts = Array.from({ length: lower / 2 }, (_, index) => body.readUInt16LE(index * 2));
  return starts.map((start) => {
    if (start < upper || start + NODE_BYTES > body.length) throw new Damage('a page is damaged');
    const keyAt = start + NODE_BYTES;
    const restAt = keyAt + body.readUInt16LE(start + 6);
    if (restAt > body.length) throw new Damage('a key leaves its page');
    const length = body.readUInt32LE(start);
    const flags = body.readUInt16LE(start + 4);
    const key = body.subarray(keyAt, restAt);
    return { flags, key, rest: body.subarray(restAt), length, below: flags * 2 ** 32 + length };
  });
}

/** The pages of a list of free ones: single ones, and those that follow each other. @throws Damage */
export function* freePagesOf(list: Buffer, lastPage: number): Generator<number> {
  const room = list.length / 8 - 1;
  const count = room < 0 ? -1 : numberAt(list, 0);
  if (!Number.isInteger(room) || count < 0 || count > room) {
    throw new Damage('a list of free pages is damaged');
  }
  for (let index = 1; index <= count; index += 1) {
    const entry = Number(list.readBigInt64LE(index * 8));
    if (entry === 0) continue;
    // A negative one counts the pages from the next one on.
    if (entry < 0) index += 1;
    const first = entry > 0 || index > count ? entry : numberAt(list, index * 8);
    const last = entry > 0 ? first : first - entry - 1;
    if (first < 2 || last > lastPage) throw new Damage('a list of free pages is damaged');
    for (let page = first; page <= last; page += 1) yield page;
  }
}

function numberAt(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
