import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/*
 * LMDB maps its file into memory and trusts it: what is damaged ends the process, with no error that
 * could be caught. So what LMDB will follow is followed here first. Source of the format: mdb.c of
 * LMDB 0.9.90, as lmdb-js 3 has it, with words of 8 bytes; page numbers count from 0.
 */
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const HEADER_BYTES = 24;
const META_BYTES = 168;
const TREE_BYTES = 48;
const NODE_BYTES = 8;
const OVERFLOW_POINTER_BYTES = 24;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
const MAX_DEPTH = 32;
const PAGE = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08 } as const;
const NODE = { large: 0x01, tree: 0x02 } as const;

/** A B+ tree: the free pages, the names of the sub-databases, or one of those. */
interface Tree {
  readonly depth: number;
  readonly entries: bigint;
  readonly root: bigint;
}

interface Meta {
  readonly pageBytes: number;
  readonly free: Tree;
  readonly main: Tree;
  readonly lastPage: bigint;
  readonly transaction: bigint;
}

class Damage extends Error {}

/**
 * What is wrong with an LMDB file; `undefined` when it can be opened without harm. A missing or
 * empty file is a new one. Where words have 4 bytes only the beginning is looked at.
 * @throws the system's error
 */
export function damageOf(path: string): string | undefined {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    if (size > 0) new LmdbFile(fd, size).check();
    return undefined;
  } catch (error) {
    if (error instanceof Damage) return error.message;
    throw error;
  } finally {
    closeSync(fd);
  }
}

class LmdbFile {
  readonly #fd: number;
  readonly #size: number;
  readonly #seen = new Set<bigint>();
  #meta: Meta | undefined;

  constructor(fd: number, size: number) {
    this.#fd = fd;
    this.#size = size;
  }

  check(): void {
    const first = this.#readMeta(0);
    const second = this.#readMeta(first.pageBytes);
    if (second.pageBytes !== first.pageBytes) throw new Damage('its two beginnings differ');
    const meta = first.transaction >= second.transaction ? first : second;
    this.#meta = meta;
    this.#checkTree(meta.free, (data) => this.#checkFreePages(data));
    this.#checkTree(meta.main, () => {});
  }

  #readMeta(at: number): Meta {
    const page = this.#bytes(at, META_BYTES);
    const meta = page.subarray(HEADER_BYTES);
    const isMeta = (page.readUInt16LE(18) & PAGE.meta) !== 0;
    if (!isMeta || meta.readUInt32LE(0) !== MAGIC) throw new Damage('it is no LMDB file');
    const version = meta.readUInt16LE(4);
    if (version !== DATA_VERSION) {
      throw new Damage(`it has LMDB's format ${version}, not ${DATA_VERSION}`);
    }
    const pageBytes = meta.readUInt32LE(24);
    const isPageSize =
      pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0;
    if (!isPageSize) throw new Damage(`pages of ${pageBytes} bytes`);
    const [free, main] = [24, 24 + TREE_BYTES].map((start) => treeOf(meta.subarray(start))) as [
      Tree,
      Tree,
    ];
    const lastPage = meta.readBigUInt64LE(120);
    return { pageBytes, free, main, lastPage, transaction: meta.readBigUInt64LE(128) };
  }

  #checkTree({ root, depth, entries }: Tree, checkData: (data: Buffer) => void): void {
    if (depth > MAX_DEPTH) throw new Damage(`a tree of ${depth} levels`);
    const counted = root === NO_PAGE ? 0n : this.#checkPage(root, depth, checkData);
    if (counted !== entries)
      throw new Damage(`a tree with ${counted} entries in place of ${entries}`);
  }

  /** Returns how many entries there are at and below the page. */
  #checkPage(number: bigint, level: number, checkData: (data: Buffer) => void): bigint {
    const isLeaf = level === 1;
    const page = this.#page(number, isLeaf ? PAGE.leaf : PAGE.branch);
    let entries = 0n;
    for (const node of nodesOf(page, number)) {
      const keyEnd = NODE_BYTES + node.readUInt16LE(6);
      const low = node.readUInt32LE(0);
      const flags = node.readUInt16LE(4);
      if (keyEnd > node.length) throw damagedPage(number);
      if (isLeaf) this.#checkEntry({ flags, data: node.subarray(keyEnd), length: low }, checkData);
      const below = (BigInt(flags) << 32n) | BigInt(low);
      entries += isLeaf ? 1n : this.#checkPage(below, level - 1, checkData);
    }
    return entries;
  }

  #checkEntry(
    {
      flags,
      data,
      length,
    }: { readonly flags: number; readonly data: Buffer; readonly length: number },
    checkData: (data: Buffer) => void,
  ): void {
    const stored = flags === NODE.large ? OVERFLOW_POINTER_BYTES : length;
    if (stored > data.length) throw new Damage('an entry that leaves its page');
    if (flags === 0) checkData(data.subarray(0, length));
    else if (flags === NODE.large) checkData(this.#overflow(data, length));
    else if (flags === NODE.tree && length === TREE_BYTES) this.#checkTree(treeOf(data), () => {});
    else throw new Damage(`an entry of a kind that no hub writes (${flags})`);
  }

  /** What stands on pages of its own. */
  #overflow(pointer: Buffer, length: number): Buffer {
    const { pageBytes } = this.#known;
    const number = pointer.readBigUInt64LE(0);
    const pages = BigInt(Math.ceil((HEADER_BYTES + length) / pageBytes));
    const page = this.#page(number, PAGE.overflow);
    if (BigInt(page.readUInt32LE(20)) < pages || pointer.readBigUInt64LE(16) < pages) {
      throw damagedPage(number);
    }
    for (let next = number + 1n; next < number + pages; next += 1n) this.#visit(next);
    return this.#bytes(Number(number) * pageBytes + HEADER_BYTES, length);
  }

  #checkFreePages(list: Buffer): void {
    const { lastPage } = this.#known;
    const count = list.length < 8 ? -1n : list.readBigInt64LE(0);
    if (list.length % 8 !== 0 || count < 0n || count * 8n > list.length - 8) {
      throw new Damage('a list of free pages that is none');
    }
    for (let at = 8; at < Number(count) * 8 + 8; at += 8) {
      // A negative one tells how many pages follow the next.
      const number = list.readBigInt64LE(at);
      if (number > lastPage || -number > lastPage) throw new Damage('a free page there is not');
    }
  }

  #page(number: bigint, kind: number): Buffer {
    this.#visit(number);
    const { pageBytes } = this.#known;
    const page = this.#bytes(Number(number) * pageBytes, pageBytes);
    const isKind = page.readUInt16LE(18) === kind && page.readBigUInt64LE(0) === number;
    if (!isKind) throw damagedPage(number);
    return page;
  }

  #visit(number: bigint): void {
    if (number < 2n || number > this.#known.lastPage || this.#seen.has(number)) {
      throw new Damage(`it leads to page ${number}, which cannot be`);
    }
    this.#seen.add(number);
  }

  get #known(): Meta {
    if (this.#meta === undefined) throw new Damage('it has no beginning');
    return this.#meta;
  }

  #bytes(at: number, length: number): Buffer {
    if (at + length > this.#size) throw new Damage('it was cut off');
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.#fd, bytes, 0, length, at);
    return bytes;
  }
}

function treeOf(bytes: Buffer): Tree {
  return {
    depth: bytes.readUInt16LE(6),
    entries: bytes.readBigUInt64LE(32),
    root: bytes.readBigUInt64LE(40),
  };
}

/** The nodes of a page, each up to the page's end. */
function* nodesOf(page: Buffer, number: bigint): Generator<Buffer> {
  const [lower, upper] = [page.readUInt16LE(20), page.readUInt16LE(22)];
  const body = page.subarray(HEADER_BYTES);
  if (lower > upper || upper > body.length || lower % 2 !== 0) throw damagedPage(number);
  for (let at = 0; at < lower; at += 2) {
    const start = body.readUInt16LE(at);
    if (start < upper || start + NODE_BYTES > body.length) throw damagedPage(number);
    yield body.subarray(start);
  }
}

function damagedPage(number: bigint): Damage {
  return new Damage(`page ${number} is damaged`);
}
