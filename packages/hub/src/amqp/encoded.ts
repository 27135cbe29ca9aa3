/* Source: OASIS AMQP 1.0, part 1, "Types": how a value is written. */

const DESCRIBED = 0x00;
const TRUE = 0x41;
const FALSE = 0x42;
const EMPTY_LIST = 0x45;
const MAX_DEPTH = 32;
/** An array of what takes no bytes costs memory all the same. */
const MAX_EMPTY_ELEMENTS = 1024;
/** How many bytes a value of fixed width has, by the upper half of its code. */
const WIDTHS: { readonly [upper: number]: number } = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 };
const [NARROW_TEXT, WIDE_TEXT, NARROW_LIST, WIDE_LIST, NARROW_ARRAY, WIDE_ARRAY] = [
  0xa, 0xb, 0xc, 0xd, 0xe, 0xf,
];

/** What a client sent is no AMQP 1.0, or more than is taken. */
export class Malformed extends Error {}

/** A described list, such as a performative. */
export interface DescribedList {
  readonly descriptor: number;
  /** Where each of its fields begins. */
  readonly fields: readonly number[];
  readonly end: number;
}

/**
 * Walks over the value that begins at `start`, without keeping any of it: it must be whole, and
 * nothing in it may say that it has more than it has. Returns where it ends.
 * @throws Malformed
 */
export function endOfValue(bytes: Buffer, start: number, depth = 0): number {
  const code = byteAt(bytes, start);
  if (code !== DESCRIBED) return endOfContent(bytes, { code, start: start + 1, depth });
  if (depth >= MAX_DEPTH) throw new Malformed('values are nested too deeply');
  return endOfValue(bytes, endOfValue(bytes, start + 1, depth + 1), depth + 1);
}

/** The described list that begins at `start`. @throws Malformed when there is none */
export function describedListAt(bytes: Buffer, start: number): DescribedList {
  if (byteAt(bytes, start) !== DESCRIBED) throw new Malformed('a value without its descriptor');
  const list = endOfValue(bytes, start + 1);
  const descriptor = numberAt(bytes, start + 1);
  if (descriptor === undefined) throw new Malformed('a descriptor that is no number');
  const end = endOfValue(bytes, list);
  const code = byteAt(bytes, list);
  if (code === EMPTY_LIST) return { descriptor, fields: [], end };
  const upper = code >>> 4;
  if (upper !== NARROW_LIST && upper !== WIDE_LIST) throw new Malformed('no list where one is due');
  const width = upper === NARROW_LIST ? 1 : 4;
  const fields: number[] = [];
  for (let at = list + 1 + 2 * width; at < end; at = endOfValue(bytes, at)) fields.push(at);
  return { descriptor, fields, end };
}

/** The format code of the value at `start`. @throws Malformed */
export function codeAt(bytes: Buffer, start: number): number {
  return byteAt(bytes, start);
}

/** The unsigned number at `start`; `undefined` when there is none. */
export function numberAt(bytes: Buffer, start: number): number | undefined {
  const code = byteAt(bytes, start);
  switch (code) {
    case 0x43: // uint 0
    case 0x44: // ulong 0
      return 0;
    case 0x50: // ubyte
    case 0x52: // small uint
    case 0x53: // small ulong
      return byteAt(bytes, start + 1);
    case 0x60: // ushort
      return bytes.readUInt16BE(start + 1);
    case 0x70: // uint
      return bytes.readUInt32BE(start + 1);
    case 0x80: // ulong
      return Number(bytes.readBigUInt64BE(start + 1));
    default:
      return undefined;
  }
}

/** Whether the value at `start` is true; `undefined` when it is no truth value. */
export function booleanAt(bytes: Buffer, start: number): boolean | undefined {
  const code = byteAt(bytes, start);
  if (code === TRUE) return true;
  if (code === FALSE) return false;
  return code === 0x56 ? byteAt(bytes, start + 1) !== 0 : undefined;
}

interface Content {
  readonly code: number;
  readonly start: number;
  readonly depth: number;
}

function endOfContent(bytes: Buffer, { code, start, depth }: Content): number {
  const upper = code >>> 4;
  const fixed = WIDTHS[upper];
  if (fixed !== undefined) return within(bytes, start + fixed);
  const width = upper % 2 === 0 ? 1 : 4;
  const after = start + width;
  const end = within(bytes, after + sizeAt(bytes, start, width));
  if (upper === NARROW_TEXT || upper === WIDE_TEXT) return end;
  if (upper < NARROW_TEXT) throw new Malformed('a type that AMQP 1.0 does not have');
  if (depth >= MAX_DEPTH) throw new Malformed('values are nested too deeply');
  const compound = { count: sizeAt(bytes, after, width), start: after + width, depth: depth + 1 };
  const isArray = upper === NARROW_ARRAY || upper === WIDE_ARRAY;
  const found = isArray ? endOfElements(bytes, compound) : endOfValues(bytes, compound);
  if (found !== end) throw new Malformed('a list or map of another length than it says');
  return end;
}

interface Compound {
  readonly count: number;
  readonly start: number;
  readonly depth: number;
}

function endOfValues(bytes: Buffer, { count, start, depth }: Compound): number {
  let end = start;
  for (let index = 0; index < count; index += 1) end = endOfValue(bytes, end, depth);
  return end;
}

function endOfElements(bytes: Buffer, { count, start, depth }: Compound): number {
  const isDescribed = byteAt(bytes, start) === DESCRIBED;
  const constructor = isDescribed ? endOfValue(bytes, start + 1, depth) : start;
  const code = byteAt(bytes, constructor);
  if (code === DESCRIBED) throw new Malformed('an array whose type is described twice');
  if (WIDTHS[code >>> 4] === 0 && count > MAX_EMPTY_ELEMENTS) {
    throw new Malformed('an array of too many elements');
  }
  let end = constructor + 1;
  for (let index = 0; index < count; index += 1) {
    end = endOfContent(bytes, { code, start: end, depth });
  }
  return end;
}

function sizeAt(bytes: Buffer, start: number, width: number): number {
  within(bytes, start + width);
  return width === 1 ? bytes.readUInt8(start) : bytes.readUInt32BE(start);
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Malformed('a value that is not whole');
  return byte;
}

function within(bytes: Buffer, end: number): number {
  if (end > bytes.length) throw new Malformed('a value that is not whole');
  return end;
}
