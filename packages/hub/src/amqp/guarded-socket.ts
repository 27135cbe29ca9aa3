import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { FrameGuard, HEADER_NAME, SASL } from './frame-guard.js';

/** What may wait for a client that does not read. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024;
/** Above this, what can wait is not sent yet. */
const CONGESTED_BYTES = 512 * 1024;

/** The socket of a client, as the AMQP library knows sockets: it hears nothing the guard does not let through. */
export class GuardedSocket extends EventEmitter {
  readonly #bytes: Duplex;
  readonly #guard = new FrameGuard();
  #ended = false;

  constructor(bytes: Duplex) {
    super();
    this.#bytes = bytes;
    bytes.on('data', (chunk: Buffer) => this.receive(chunk));
    bytes.on('error', () => bytes.destroy());
    bytes.on('drain', () => this.emit('room'));
    bytes.once('end', () => this.destroy());
    bytes.once('close', () => {
      this.#ended = true;
      this.emit('end');
      this.emit('gone');
    });
  }

  /** Takes the next bytes. Whatever is wrong with them ends this connection and no other. */
  receive(chunk: Buffer): void {
    try {
      for (const frame of this.#guard.push(chunk)) {
        if (this.#ended) return;
        this.emit('data', frame);
        if (isSasl(frame)) return this.#wait();
      }
    } catch {
      this.destroy();
    }
  }

  /**
   * The library settles a SASL step a little later, and takes what comes meanwhile for SASL too. The
   * client, who has proved nothing yet, keeps what it sends meanwhile.
   */
  #wait(): void {
    this.#bytes.pause();
    setImmediate(() => {
      if (this.#ended) return;
      this.#bytes.resume();
      this.receive(Buffer.alloc(0));
    });
  }

  write(bytes: Buffer): void {
    if (this.#ended) return;
    this.#bytes.write(bytes);
    if (this.#bytes.writableLength > MAX_UNSENT_BYTES) this.destroy();
  }

  /** Whether so much waits to be sent that no more should be added; `room` tells the end of it. */
  get isCongested(): boolean {
    return this.#bytes.writableLength > CONGESTED_BYTES && this.#bytes.writableNeedDrain;
  }

  /** Ends the connection once all is sent. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#bytes.end(() => this.#bytes.destroy());
  }

  destroy(): void {
    this.#ended = true;
    this.#bytes.destroy();
  }

  /** What the library calls it by. */
  // oxlint-disable-next-line class-methods-use-this -- a name the library looks for
  get_id_string(): string {
    return 'client';
  }
}

/** By its type; that of a header is a version. */
function isSasl(frame: Buffer): boolean {
  return frame.readUInt32BE(0) !== HEADER_NAME && frame[5] === SASL;
}
