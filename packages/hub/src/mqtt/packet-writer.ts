import type { Duplex } from 'node:stream';
import { generate, type Packet } from 'mqtt-packet';

/** So much is not gathered any longer. */
const MAX_GATHERED_BYTES = 16 * 1024;
const PUBACK = 0x40;

/**
 * Writes packets to one client. Those of one turn go out in one write: a write costs more than all
 * else that is done for a message, and a client that sends many at once has as many acknowledged.
 */
export class PacketWriter {
  readonly #socket: Duplex;
  readonly #flush = (): void => this.flush();
  #gathered: Buffer[] = [];
  #bytes = 0;
  #isDue = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  write(packet: Packet): void {
    const bytes = packet.cmd === 'puback' ? puback(packet.messageId ?? 0) : generate(packet);
    this.#gathered.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_GATHERED_BYTES) this.flush();
    else if (!this.#isDue) {
      this.#isDue = true;
      setImmediate(this.#flush);
    }
  }

  /** Everything so far goes out now. */
  flush(): void {
    this.#isDue = false;
    const [first, ...more] = this.#gathered;
    if (first === undefined) return;
    const all = more.length === 0 ? first : Buffer.concat(this.#gathered, this.#bytes);
    this.#gathered = [];
    this.#bytes = 0;
    this.#socket.write(all);
  }

  /** What the client has not taken yet. */
  get unsentBytes(): number {
    return this.#bytes + this.#socket.writableLength;
  }
}

function puback(messageId: number): Buffer {
  return Buffer.from([PUBACK, 2, messageId >> 8, messageId & 0xff]);
}
