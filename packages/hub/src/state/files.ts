import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { HubClock } from '../clock.js';
import type { EventLog } from './event-log.js';

/** Source: "Upload files with IoT Hub", limits. */
const MAX_UNDER_WAY = 10;
const LIFE_MS = 3_600_000;
/** The hub's own: what it keeps, it keeps in memory. */
const MAX_BYTES = 100 * 1024 * 1024;
const SECRET_BYTES = 32;

/** Where a device is to put a file, and the proof that it may. */
export interface FilePlace {
  readonly correlationId: string;
  readonly secret: string;
}

/** A file on its way into the storage. */
interface Upload extends FilePlace {
  readonly deviceId: string;
  readonly name: string;
  readonly begunAt: number;
  readonly blocks: Map<string, Buffer>;
  content: Buffer | undefined;
}

/** Why a file is not taken. */
export type FileRefusal = 'unknown' | 'forbidden' | 'too-large';

interface Surroundings {
  readonly clock: HubClock;
  readonly log: EventLog;
}

/** The files of devices: their places, what is written there, and what became of it. */
export class Files {
  readonly #clock: HubClock;
  readonly #log: EventLog;
  readonly #underWay = new Map<string, Upload>();
  readonly #files = new Map<string, Map<string, Buffer>>();

  constructor({ clock, log }: Surroundings) {
    this.#clock = clock;
    this.#log = log;
  }

  /** A place for a file of this name, for an hour. At most 10 of a device are under way. */
  begin(deviceId: string, name: string): FilePlace | 'too-many' {
    const now = this.#clock.now();
    for (const each of this.#underWay.values()) {
      if (now - each.begunAt >= LIFE_MS) this.#underWay.delete(each.correlationId);
    }
    if (this.#of(deviceId).length >= MAX_UNDER_WAY) return 'too-many';
    const upload: Upload = {
      correlationId: randomUUID(),
      secret: randomBytes(SECRET_BYTES).toString('base64url'),
      deviceId,
      name,
      begunAt: now,
      blocks: new Map(),
      content: undefined,
    };
    this.#underWay.set(upload.correlationId, upload);
    return upload;
  }

  /** Whether this secret may write this file. */
  mayWrite(place: FileAddress): boolean {
    return this.#upload(place) !== undefined;
  }

  /** Keeps a block until {@link commit} names it. */
  putBlock(place: FileAddress, blockId: string, bytes: Buffer): FileRefusal | undefined {
    const upload = this.#upload(place);
    if (upload === undefined) return 'forbidden';
    const replaced = upload.blocks.get(blockId)?.length ?? 0;
    if (this.#bytesOf(place.deviceId) - replaced + bytes.length > MAX_BYTES) return 'too-large';
    upload.blocks.set(blockId, bytes);
    return undefined;
  }

  /** Makes the file of these blocks, in this order. */
  commit(place: FileAddress, blockIds: readonly string[]): FileRefusal | undefined {
    const upload = this.#upload(place);
    if (upload === undefined) return 'forbidden';
    const blocks = blockIds.map((id) => upload.blocks.get(id));
    if (blocks.includes(undefined)) return 'unknown';
    upload.content = Buffer.concat(blocks as Buffer[]);
    upload.blocks.clear();
    return undefined;
  }

  /** What the device says became of an upload: only now the hub knows of the file. */
  complete(deviceId: string, correlationId: string, success: boolean): FileRefusal | undefined {
    const upload = this.#underWay.get(correlationId);
    if (upload?.deviceId !== deviceId) return 'unknown';
    this.#underWay.delete(correlationId);
    const { name, content } = upload;
    const stored = success && content !== undefined;
    if (stored) this.#filesOf(deviceId).set(name, content);
    const size = stored ? content.length : 0;
    this.#log.record({ type: 'file-uploaded', deviceId, name, size, success: stored });
    return undefined;
  }

  /** A copy of a file that was uploaded whole; `undefined` when there is none. */
  read(deviceId: string, name: string): Buffer | undefined {
    const file = this.#files.get(deviceId)?.get(name);
    return file === undefined ? undefined : Buffer.from(file);
  }

  forget(deviceId: string): void {
    this.#files.delete(deviceId);
    for (const { correlationId } of this.#of(deviceId)) this.#underWay.delete(correlationId);
  }

  #of(deviceId: string): Upload[] {
    return [...this.#underWay.values()].filter((upload) => upload.deviceId === deviceId);
  }

  #upload({ deviceId, name, secret }: FileAddress): Upload | undefined {
    const uploads = this.#of(deviceId).filter((each) => each.name === name);
    return uploads.find((each) => isSame(each.secret, secret));
  }

  #filesOf(deviceId: string): Map<string, Buffer> {
    const files = this.#files.get(deviceId) ?? new Map<string, Buffer>();
    this.#files.set(deviceId, files);
    return files;
  }

  #bytesOf(deviceId: string): number {
    const kept = [...(this.#files.get(deviceId)?.values() ?? [])];
    const written = this.#of(deviceId).flatMap(({ blocks, content }) => [
      ...blocks.values(),
      ...(content === undefined ? [] : [content]),
    ]);
    return [...kept, ...written].reduce((sum, { length }) => sum + length, 0);
  }
}

/** A file, as whoever writes to it names it. */
export interface FileAddress {
  readonly deviceId: string;
  readonly name: string;
  readonly secret: string;
}

/** Takes the same time either way. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
