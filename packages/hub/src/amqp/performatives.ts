import {
  booleanAt,
  codeAt,
  describedListAt,
  Malformed,
  numberAt,
  type DescribedList,
} from './encoded.js';

/* Source: OASIS AMQP 1.0, part 2, "Transport", and part 5, "Security": the fields of each. */
type Kind = 'number' | 'boolean' | 'text' | 'symbols' | 'map' | 'place' | 'state' | 'any';

export const OPEN = 0x10;
export const FLOW = 0x13;
export const TRANSFER = 0x14;
export const DISPOSITION = 0x15;

const N = 'number';
const B = 'boolean';
const T = 'text';
const S = 'symbols';
const M = 'map';
const P = 'place';
const O = 'state';
const A = 'any';

/** Sources and targets, and what became of a message; transactions are not served. */
const PLACES: ReadonlySet<number> = new Set([0x28, 0x29]);
const STATES: ReadonlySet<number> = new Set([0x23, 0x24, 0x25, 0x26, 0x27]);

/** The library that reads them takes whatever stands in a field for what should. */
const FIELDS: { readonly [descriptor: number]: readonly Kind[] } = {
  [OPEN]: [T, T, N, N, N, S, S, S, S, M],
  0x11: [N, N, N, N, N, S, S, M], // begin
  0x12: [T, N, B, N, N, P, P, M, B, N, N, S, S, M], // attach
  [FLOW]: [N, N, N, N, N, N, N, N, B, B, M],
  [TRANSFER]: [N, N, T, N, B, B, N, O, B, B, B],
  [DISPOSITION]: [B, N, N, B, O, B],
  0x16: [N, B, A], // detach
  0x17: [A], // end
  0x18: [A], // close
  0x41: [T, T, T], // sasl-init
  0x43: [T], // sasl-response
};

const NULL = 0x40;

/** Checks that each field is of its kind, or left out. @throws Malformed */
export function checkFields(bytes: Buffer, { descriptor, fields }: DescribedList): void {
  const kinds = FIELDS[descriptor];
  if (kinds === undefined || fields.length > kinds.length) {
    throw new Malformed('a performative that AMQP 1.0 does not have');
  }
  for (const [index, at] of fields.entries()) {
    const isOfKind = codeAt(bytes, at) === NULL || isOf(kinds[index] ?? A, bytes, at);
    if (!isOfKind) throw new Malformed('a field of another type than AMQP 1.0 gives it');
  }
}

function isOf(kind: Kind, bytes: Buffer, at: number): boolean {
  const upper = codeAt(bytes, at) >>> 4;
  switch (kind) {
    case 'number':
      return numberAt(bytes, at) !== undefined;
    case 'boolean':
      return booleanAt(bytes, at) !== undefined;
    case 'text': // strings, symbols and bytes
      return upper === 0xa || upper === 0xb;
    case 'symbols': // one, or an array
      return upper === 0xa || upper === 0xb || upper === 0xe || upper === 0xf;
    case 'map':
      return codeAt(bytes, at) === 0xc1 || codeAt(bytes, at) === 0xd1;
    case 'place':
      return PLACES.has(describedListAt(bytes, at).descriptor);
    case 'state':
      return STATES.has(describedListAt(bytes, at).descriptor);
    default:
      return true;
  }
}
