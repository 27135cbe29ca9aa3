import type { HubClock } from '../clock.js';
import { DeviceFiles } from './device-files.js';
import type { EventLog } from './event-log.js';
import type { FileUpload } from './file-upload.js';

interface Surroundings {
  readonly clock: HubClock;
  readonly log: EventLog;
}

/** A file, as whoever writes to it names it. */
export interface FileAddress {
  readonly deviceId: string;
  readonly name: string;
  readonly secret: string;
}

/** The files of devices: their places, what is written there, and what became of it. */
export class Files {
  readonly #clock: HubClock;
  readonly #log: EventLog;
  readonly #devices = new Map<string, DeviceFiles>();

  constructor({ clock, log }: Surroundings) {
    this.#clock = clock;
    this.#log = log;
  }

  /** A place for a file of this name. */
  begin(deviceId: string, name: string): FileUpload | 'too-many' {
    const files = this.#devices.get(deviceId) ?? new DeviceFiles();
    this.#devices.set(deviceId, files);
    return files.begin(name, this.#clock.now());
  }

  /** The upload at this address, if the secret is its own. */
  upload({ deviceId, name, secret }: FileAddress): FileUpload | undefined {
    return this.#devices.get(deviceId)?.find(name, secret, this.#clock.now());
  }

  /** What the device says became of an upload: only now the hub knows of the file. `false` for none of its own. */
  complete(deviceId: string, correlationId: string, success: boolean): boolean {
    const end = this.#devices.get(deviceId)?.complete(correlationId, success, this.#clock.now());
    if (end === undefined) return false;
    const { name, file } = end;
    const size = file?.length ?? 0;
    this.#log.record({
      type: 'file-uploaded',
      deviceId,
      name,
      size,
      success: file !== undefined,
    });
    return true;
  }

  /** A copy of a file that was uploaded whole; `undefined` when there is none. */
  read(deviceId: string, name: string): Buffer | undefined {
    return this.#devices.get(deviceId)?.read(name);
  }

  forget(deviceId: string): void {
    this.#devices.delete(deviceId);
  }
}
