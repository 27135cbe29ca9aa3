import { randomBytes, randomUUID } from 'node:crypto';
import type { Room } from './room.js';

/** Source: Blob service REST API, "Put Block" (an id is base64 of at most 64 bytes). */
const BLOCK_ID = /^[A-Za-z0-9+/]{1,86}={0,2}$/u;
const MAX_BLOCKS = 50_000;
const SECRET_BYTES = 32;

/** Why something of a file is not taken. */
export type FileRefusal = 'invalid-block' | 'unknown-block' | 'too-large';

interface Plan {
  readonly name: string;
  /** By the hub's clock. */
  readonly expiresAt: number;
  /** What its bytes are counted by. */
  readonly room: Room;
}

/** A file on its way into the storage, at a place that only its device was told. */
export class FileUpload {
  readonly name: string;
  readonly expiresAt: number;
  readonly room: Room;
  readonly correlationId = randomUUID();
  readonly secret = randomBytes(SECRET_BYTES).toString('base64url');
  #blocks = new Map<string, Buffer>();
  #content: readonly Buffer[] | undefined;
  #bytes = 0;
  #ended = false;

  constructor({ name, expiresAt, room }: Plan) {
    this.name = name;
    this.expiresAt = expiresAt;
    this.room = room;
  }

  /** Keeps a block until {@link commit} names it. */
  putBlock(blockId: string, bytes: Buffer): FileRefusal | undefined {
    if (!BLOCK_ID.test(blockId)) return 'invalid-block';
    const earlier = this.#blocks.get(blockId);
    if (earlier === undefined && this.#blocks.size >= MAX_BLOCKS) return 'too-large';
    // What was committed stays until the next commit, also where a block of it is put anew.
    const replaced = this.#content === undefined ? (earlier?.length ?? 0) : 0;
    if (!this.#grow(bytes.length - replaced)) return 'too-large';
    this.#blocks.set(blockId, bytes);
    return undefined;
  }

  /** Makes the file of these blocks, in this order. The same list may come again: its answer gets lost too. */
  commit(blockIds: readonly string[]): FileRefusal | undefined {
    const listed = new Map<string, Buffer>();
    const content: Buffer[] = [];
    for (const id of blockIds) {
      const block = this.#blocks.get(id);
      if (block === undefined) return 'unknown-block';
      listed.set(id, block);
      content.push(block);
    }
    // A block may be listed often, and counts as often.
    if (!this.#grow(sizeOf(content) - this.#bytes)) return 'too-large';
    this.#blocks = listed;
    this.#content = content;
    return undefined;
  }

  /** Makes the file of one piece. */
  put(bytes: Buffer): FileRefusal | undefined {
    if (!this.#grow(bytes.length - this.#bytes)) return 'too-large';
    this.#blocks.clear();
    this.#content = [bytes];
    return undefined;
  }

  /** Ends it and gives its room back. The file as it was committed, if it was. */
  end(): Buffer | undefined {
    this.#grow(-this.#bytes);
    this.#ended = true;
    this.#blocks.clear();
    return this.#content === undefined ? undefined : Buffer.concat(this.#content);
  }

  #grow(bytes: number): boolean {
    if (this.#ended || !this.room.take(bytes)) return false; // a block may still come in when the device has told the end
    this.#bytes += bytes;
    return true;
  }
}

function sizeOf(blocks: readonly Buffer[]): number {
  return blocks.reduce((sum, { length }) => sum + length, 0);
}
