/** An MQTT packet may not be larger: 256 KB of message, 64 KB of topic, the header. */
export const MAX_FRAME_BYTES = 256 * 1024 + 64 * 1024 + 16;

const CONTINUES = 0x80;
const MAX_LENGTH_BYTES = 4;

/**
 * Cuts a byte stream into whole MQTT packets before they are parsed, so that a length is judged
 * before its bytes are kept, and no packet can read into the next.
 */
export class FrameCutter {
  #rest: Buffer[] = [];
  #restBytes = 0;
  #needed = 2;

  /** The packets that are complete with this chunk. @throws RangeError for a packet too large or a length no packet has */
  *push(chunk: Buffer): Generator<Buffer, void> {
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
    if (this.#restBytes < this.#needed) return;
    let bytes = Buffer.concat(this.#rest, this.#restBytes);
    let length = frameLength(bytes);
    while (length !== undefined && bytes.length >= length) {
      yield bytes.subarray(0, length);
      bytes = bytes.subarray(length);
      length = frameLength(bytes);
    }
    this.#rest = [bytes];
    this.#restBytes = bytes.length;
    this.#needed = length ?? bytes.length + 1;
  }
}

/** The bytes of the packet that begins here; `undefined` while its header is incomplete. */
function frameLength(bytes: Buffer): number | undefined {
  let length = 0;
  for (let index = 1; index <= MAX_LENGTH_BYTES; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** (index - 1);
    if ((byte & CONTINUES) === 0) {
      const whole = 1 + index + length;
      if (whole > MAX_FRAME_BYTES) throw new RangeError('the packet is too large');
      return whole;
    }
  }
  throw new RangeError('the packet length is malformed');
}
