import { timingSafeEqual } from 'node:crypto';
import { FileUpload } from './file-upload.js';
import { Room } from './room.js';

/** Source: "Upload files with IoT Hub", limits. */
const MAX_UNDER_WAY = 10;
const LIFE_MS = 3_600_000;
/** The hub's own: what it keeps, it keeps in memory. */
const MAX_BYTES = 100 * 1024 * 1024;
/** The hub's own: an empty file has a name to be kept too. */
const MAX_FILES = 10_000;

/** What became of an upload. */
export interface UploadEnd {
  readonly name: string;
  /** Absent when there is no file: it failed, or was never written. */
  readonly file?: Buffer;
}

/** The files of one device, and those under way. */
export class DeviceFiles {
  readonly #underWay = new Map<string, FileUpload>();
  readonly #files = new Map<string, Buffer>();
  readonly #room = new Room(MAX_BYTES);

  /** Begins an upload, which may take an hour. At most 10 are under way, and 10,000 files are there with them. */
  begin(name: string, now: number): FileUpload | 'too-many' {
    for (const upload of this.#underWay.values()) {
      if (upload.expiresAt <= now) this.#end(upload);
    }
    const isNew = !this.#files.has(name);
    const isFull = isNew && this.#files.size + this.#underWay.size >= MAX_FILES;
    if (isFull || this.#underWay.size >= MAX_UNDER_WAY) return 'too-many';
    const upload = new FileUpload({ name, expiresAt: now + LIFE_MS, room: this.#room });
    this.#underWay.set(upload.correlationId, upload);
    return upload;
  }

  /** The upload of this name whose secret it is. */
  find(name: string, secret: string, now: number): FileUpload | undefined {
    return [...this.#underWay.values()].find(
      (upload) => upload.name === name && upload.expiresAt > now && isSame(upload.secret, secret),
    );
  }

  /** Ends an upload as its device says; `undefined` when there is none of this id. */
  complete(correlationId: string, success: boolean, now: number): UploadEnd | undefined {
    const upload = this.#underWay.get(correlationId);
    if (upload === undefined) return undefined;
    const { name } = upload;
    const file = this.#end(upload);
    if (upload.expiresAt <= now) return undefined;
    if (file === undefined || !success) return { name };
    this.#room.take(file.length - (this.#files.get(name)?.length ?? 0));
    this.#files.set(name, file);
    return { name, file };
  }

  /** A copy of a file that is there. */
  read(name: string): Buffer | undefined {
    const file = this.#files.get(name);
    return file === undefined ? undefined : Buffer.from(file);
  }

  #end(upload: FileUpload): Buffer | undefined {
    this.#underWay.delete(upload.correlationId);
    return upload.end();
  }
}

/** Takes the same time either way. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
