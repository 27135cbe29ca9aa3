import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { arch } from 'node:process';
import {
  Damage,
  freePagesOf,
  META_BYTES,
  metaOf,
  NODE,
  nodesOf,
  OVERFLOW_POINTER_BYTES,
  PAGE,
  PAGE_HEADER_BYTES,
  TREE_BYTES,
  treeOf,
  type Meta,
  type Node,
  type Tree,
} from './lmdb-format.js';

/** Where words have 4 bytes the format is another. */
const UNREAD: ReadonlySet<string> = new Set(['arm', 'ia32', 'mipsel']);
const MAX_DEPTH = 32;

/**
 * What is wrong with an LMDB file; `undefined` when it can be opened without harm. LMDB maps its file
 * into memory and trusts it: what is damaged ends the process, with no error that could be caught.
 * So all that LMDB will follow is followed here first. A missing or empty file is a new one.
 * @throws the system's error
 */
export function damageOf(path: string): string | undefined {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    if (size > 0 && !UNREAD.has(arch)) new Check(fd, size).run();
    return undefined;
  } catch (error) {
    if (error instanceof Damage) return error.message;
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** One walk through a tree. */
interface Walk {
  branches: number;
  leaves: number;
  overflows: number;
  entries: number;
  /** Told each entry with its data. */
  readonly take: (node: Node, data: Buffer) => void;
}

class Check {
  readonly #fd: number;
  readonly #size: number;
  readonly #meta: Meta;
  readonly #used = new Set<number>();

  constructor(fd: number, size: number) {
    this.#fd = fd;
    this.#size = size;
    const first = metaOf(this.#bytes(0, META_BYTES));
    const second = metaOf(this.#bytes(first.pageBytes, META_BYTES));
    // They take turns.
    const apart = first.transaction - second.transaction;
    if (first.pageBytes !== second.pageBytes || Math.abs(apart) > 1) {
      throw new Damage('its two beginnings do not belong together');
    }
    this.#meta = apart >= 0 ? first : second;
  }

  run(): void {
    const { free, main, lastPage, transaction } = this.#meta;
    const lists: Buffer[] = [];
    this.#checkTree(free, ({ key, flags }, data) => {
      const isList = key.length === 8 && key.readBigUInt64LE(0) <= transaction;
      if (!isList || flags === NODE.tree) throw new Damage('a list of free pages is damaged');
      lists.push(data);
    });
    this.#checkTree(main, ({ flags }, data) => {
      if (flags === NODE.tree) this.#checkTree(treeOf(data), refuseTree);
    });
    for (const list of lists) for (const page of freePagesOf(list, lastPage)) this.#use(page);
  }

  #checkTree(tree: Tree, take: Walk['take']): void {
    const { root, depth, branches, leaves, overflows, entries } = tree;
    if (depth > MAX_DEPTH || (root === undefined) !== (depth === 0)) {
      throw new Damage(`a tree of ${depth} levels`);
    }
    const walk: Walk = { branches: 0, leaves: 0, overflows: 0, entries: 0, take };
    if (root !== undefined) this.#checkPage(root, depth, walk);
    const isAll =
      walk.branches === branches &&
      walk.leaves === leaves &&
      walk.overflows === overflows &&
      walk.entries === entries;
    if (!isAll) throw new Damage('a tree has other pages than it should');
  }

  #checkPage(number: number, level: number, walk: Walk): void {
    if (level > 1) {
      walk.branches += 1;
      const nodes = nodesOf(this.#page(number, PAGE.branch));
      for (const { below } of nodes) this.#checkPage(below, level - 1, walk);
      return;
    }
    walk.leaves += 1;
    for (const node of nodesOf(this.#page(number, PAGE.leaf))) {
      walk.entries += 1;
      walk.take(node, this.#dataOf(node, walk));
    }
  }

  #dataOf({ flags, rest, length }: Node, walk: Walk): Buffer {
    const isTree = flags === NODE.tree && length === TREE_BYTES;
    const stored = flags === NODE.onPages ? OVERFLOW_POINTER_BYTES : length;
    const isKnown = flags === NODE.inPlace || flags === NODE.onPages || isTree;
    if (!isKnown || stored > rest.length) throw new Damage('an entry is damaged');
    return flags === NODE.onPages ? this.#large(rest, length, walk) : rest.subarray(0, length);
  }

  /** What fills pages of its own, which its entry points to. */
  #large(pointer: Buffer, length: number, walk: Walk): Buffer {
    const { pageBytes } = this.#meta;
    const number = Number(pointer.readBigUInt64LE(0));
    const pages = Number(pointer.readBigUInt64LE(16));
    const page = this.#page(number, PAGE.overflow);
    const isWhole =
      page.readUInt32LE(20) === pages &&
      page.readBigUInt64LE(8) === pointer.readBigUInt64LE(8) &&
      PAGE_HEADER_BYTES + length <= pages * pageBytes;
    if (!isWhole) throw new Damage('a large entry is damaged');
    for (let next = number + 1; next < number + pages; next += 1) this.#use(next);
    walk.overflows += pages;
    return this.#bytes(number * pageBytes + PAGE_HEADER_BYTES, length);
  }

  #page(number: number, kind: number): Buffer {
    this.#use(number);
    const { pageBytes, transaction } = this.#meta;
    const page = this.#bytes(number * pageBytes, pageBytes);
    const isWhole =
      Number(page.readBigUInt64LE(0)) === number &&
      page.readBigUInt64LE(8) <= transaction &&
      page.readUInt16LE(16) === 0 &&
      page.readUInt16LE(18) === kind;
    if (!isWhole) throw new Damage(`page ${number} is damaged`);
    return page;
  }

  /** Each page has one use. */
  #use(number: number): void {
    const isThere = number >= 2 && number <= this.#meta.lastPage && !this.#used.has(number);
    if (!isThere) throw new Damage(`page ${number} is used where it cannot be`);
    this.#used.add(number);
  }

  #bytes(at: number, length: number): Buffer {
    if (at + length > this.#size) throw new Damage('it was cut off');
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.#fd, bytes, 0, length, at);
    return bytes;
  }
}

function refuseTree({ flags }: Node): void {
  if (flags === NODE.tree) throw new Damage('a tree stands where none can be');
}
