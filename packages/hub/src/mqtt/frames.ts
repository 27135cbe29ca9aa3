/** An MQTT packet may not be larger: 256 KB of message, 64 KB of topic, the header. */
export const MAX_FRAME_BYTES = 256 * 1024 + 64 * 1024 + 16;

const CONTINUES = 0x80;
const MAX_LENGTH_BYTES = 4;
const SMALLEST_ROOM_BYTES = 256;
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Cuts a byte stream into whole MQTT packets before they are parsed, so that a length is judged
 * before its bytes are kept, and no packet can read into the next.
 */
export class FrameCutter {
  /** Room for the beginning of a packet, and how much of it is filled. */
  #room = NOTHING;
  #filled = 0;
  /** With so many bytes there is more to know. */
  #needed = 2;

  /** Takes each packet that is complete with this chunk. @throws RangeError for a packet too large or a length no packet has */
  push(chunk: Buffer, take: (frame: Buffer) => void): void {
    const bytes = this.#withRest(chunk);
    if (bytes === undefined) return;
    let at = 0;
    let length = frameLength(bytes, at);
    while (length !== undefined && bytes.length - at >= length) {
      // Most come alone.
      take(length === bytes.length ? bytes : bytes.subarray(at, at + length));
      at += length;
      length = frameLength(bytes, at);
    }
    const rest = bytes.length - at;
    this.#needed = length ?? rest + 1;
    if (rest > 0) this.#keep(bytes.subarray(at));
  }

  /** What there is now, if that is enough to go on with. */
  #withRest(chunk: Buffer): Buffer | undefined {
    if (this.#filled === 0 && chunk.length >= this.#needed) return chunk;
    this.#keep(chunk);
    if (this.#filled < this.#needed) return undefined;
    const bytes = this.#room.subarray(0, this.#filled);
    this.#room = NOTHING;
    this.#filled = 0;
    return bytes;
  }

  /** Copies: a packet that comes in a thousand pieces costs its own size, not a thousand buffers. */
  #keep(bytes: Buffer): void {
    const filled = this.#filled + bytes.length;
    if (filled > this.#room.length) {
      const ahead = Math.min(this.#needed, Math.max(this.#room.length * 2, SMALLEST_ROOM_BYTES));
      const room = Buffer.allocUnsafe(Math.max(filled, ahead));
      this.#room.copy(room, 0, 0, this.#filled);
      this.#room = room;
    }
    bytes.copy(this.#room, this.#filled);
    this.#filled = filled;
  }
}

/** The bytes of the packet that begins there; `undefined` while its header is incomplete. */
function frameLength(bytes: Buffer, at: number): number | undefined {
  let length = 0;
  let worth = 1;
  for (let index = 1; index <= MAX_LENGTH_BYTES; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * worth;
    if ((byte & CONTINUES) === 0) {
      const whole = 1 + index + length;
      if (whole > MAX_FRAME_BYTES) throw new RangeError('the packet is too large');
      return whole;
    }
    worth *= 128;
  }
  throw new RangeError('the packet length is malformed');
}
