import { booleanAt, describedListAt, endOfValue, Malformed, numberAt } from './encoded.js';
import type { DescribedList } from './encoded.js';
import { checkFields, DISPOSITION, FLOW, OPEN, TRANSFER } from './performatives.js';

/** What the hub says it takes as one frame. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** What it takes as one message, before it judges by the limits of who the message is for. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** What may be there of messages that are not whole yet, on one connection. */
const MAX_INCOMPLETE_BYTES = 4 * 1024 * 1024;
/** Added for each frame of a message, so that empty ones do not come for nothing. */
const FRAME_COST = 128;
const MIN_PEER_FRAME_BYTES = 512;
const MIN_IDLE_MS = 1_000;
/** As many as a session keeps: acknowledging more than that takes time and nothing else. */
const MAX_DISPOSITION_RANGE = 4_096;
const MAX_CREDIT = 0x7fff_ffff;

/** Two make a proof, one when it is short: each costs the client nothing, and the hub a turn. */
const MAX_SASL_FRAMES = 8;

/** The type of a frame of SASL. */
export const SASL = 0x01;
const HEADER_BYTES = 8;
/** `AMQP`, where a frame has its size. */
export const HEADER_NAME = 0x414d5150;
const [FIRST_SECTION, LAST_SECTION] = [0x70, 0x78];

interface Incomplete {
  readonly parts: Buffer[];
  bytes: number;
}

/**
 * Cuts the bytes of a client into protocol headers and frames, and lets through only what the AMQP
 * library can take without harm: it checks neither sizes nor types, and believes every count.
 */
export class FrameGuard {
  #rest: Buffer = Buffer.alloc(0);
  readonly #incomplete = new Map<string, Incomplete>();
  #incompleteBytes = 0;
  #saslFrames = 0;

  /** The headers and frames that are complete with this chunk. @throws Malformed */
  *push(chunk: Buffer): Generator<Buffer, void> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const size = sizeOf(this.#rest);
      if (size === undefined || this.#rest.length < size) return;
      const frame = this.#rest.subarray(0, size);
      this.#rest = this.#rest.subarray(size);
      if (frame.readUInt32BE(0) !== HEADER_NAME) this.#check(frame);
      yield frame;
    }
  }

  #check(frame: Buffer): void {
    const start = frame.readUInt8(4) * 4;
    if (start < HEADER_BYTES || start > frame.length) throw new Malformed('no frame');
    const isSasl = frame[5] === SASL;
    if (isSasl && (this.#saslFrames += 1) > MAX_SASL_FRAMES) throw new Malformed('a long proof');
    if (start === frame.length && !isSasl) return; // a sign of life
    const performative = describedListAt(frame, start);
    checkFields(frame, performative);
    const { descriptor, end } = performative;
    if (descriptor === TRANSFER) this.#transfer(frame, performative);
    else if (end !== frame.length) throw new Malformed('bytes behind a performative');
    else if (descriptor === OPEN) checkOpen(frame, performative);
    else if (descriptor === DISPOSITION) checkDisposition(frame, performative);
    else if (descriptor === FLOW && (field(frame, performative, 6) ?? 0) > MAX_CREDIT) {
      throw new Malformed('more credit than there are messages');
    }
  }

  #transfer(frame: Buffer, performative: DescribedList): void {
    const link = `${frame.readUInt16BE(6)}/${field(frame, performative, 0) ?? ''}`;
    const payload = frame.subarray(performative.end);
    const message = this.#incomplete.get(link) ?? { parts: [], bytes: 0 };
    message.parts.push(payload);
    this.#grow(message, payload.length + FRAME_COST);
    const more = performative.fields[5];
    if (more !== undefined && booleanAt(frame, more) === true) {
      this.#incomplete.set(link, message);
      return;
    }
    this.#incomplete.delete(link);
    this.#incompleteBytes -= message.bytes;
    checkMessage(message.parts.length === 1 ? payload : Buffer.concat(message.parts));
  }

  #grow(message: Incomplete, bytes: number): void {
    message.bytes += bytes;
    this.#incompleteBytes += bytes;
    if (message.bytes > MAX_MESSAGE_BYTES || this.#incompleteBytes > MAX_INCOMPLETE_BYTES) {
      throw new Malformed('a message above 1 MB');
    }
  }
}

/** How long what comes next is, once that shows. */
function sizeOf(bytes: Buffer): number | undefined {
  if (bytes.length < 4) return undefined;
  const size = bytes.readUInt32BE(0);
  if (size === HEADER_NAME) return HEADER_BYTES;
  if (size < HEADER_BYTES || size > MAX_FRAME_BYTES) throw new Malformed('a frame above 64 KB');
  return size;
}

function checkOpen(frame: Buffer, open: DescribedList): void {
  const maxFrameBytes = field(frame, open, 2) ?? MIN_PEER_FRAME_BYTES;
  const idleMs = field(frame, open, 4) ?? 0;
  if (maxFrameBytes < MIN_PEER_FRAME_BYTES) throw new Malformed('frames below 512 bytes');
  if (idleMs > 0 && idleMs < MIN_IDLE_MS) throw new Malformed('an idle timeout below a second');
}

function checkDisposition(frame: Buffer, disposition: DescribedList): void {
  const first = field(frame, disposition, 1) ?? 0;
  const last = field(frame, disposition, 2) ?? first;
  if (last - first > MAX_DISPOSITION_RANGE) throw new Malformed('too many messages at once');
}

/** All sections of a message, none of them unknown. */
function checkMessage(message: Buffer): void {
  for (let at = 0; at < message.length; at = endOfValue(message, at)) {
    const descriptor = message[at] === 0 ? numberAt(message, at + 1) : undefined;
    if (descriptor === undefined || descriptor < FIRST_SECTION || descriptor > LAST_SECTION) {
      throw new Malformed('a message with a section that AMQP 1.0 does not have');
    }
  }
}

function field(frame: Buffer, { fields }: DescribedList, index: number): number | undefined {
  const at = fields[index];
  return at === undefined ? undefined : numberAt(frame, at);
}
