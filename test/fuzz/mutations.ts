import {
  array,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  uint8Array,
  type Arbitrary,
} from 'fast-check';

/** One change of a stretch of bytes; `at` is a place in it, from 0 to 1. */
type Mutation =
  | { readonly change: 'byte'; readonly at: number; readonly value: number }
  | { readonly change: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly change: 'remove'; readonly at: number; readonly count: number }
  | { readonly change: 'repeat'; readonly at: number; readonly count: number }
  | { readonly change: 'number'; readonly at: number; readonly value: number }
  | { readonly change: 'truncate'; readonly at: number };

const REPETITIONS = 30;
/** Lengths that something may not expect: 0, the ends of each width, what is above every limit. */
const NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xffffffff];

/** A place in a stretch of bytes, from 0 to 1. */
export const place: Arbitrary<number> = nat(10_000).map(
  (tenThousandths) => tenThousandths / 10_000,
);
const at = place;
const count = integer({ min: 1, max: 300 });

const anyMutation: Arbitrary<Mutation> = oneof(
  record({ change: constant('byte'), at, value: integer({ min: 0, max: 255 }) }),
  record({
    change: constant('insert'),
    at,
    bytes: uint8Array({ minLength: 1, maxLength: 300 }),
  }),
  record({ change: constant('remove'), at, count }),
  record({ change: constant('repeat'), at, count }),
  record({ change: constant('number'), at, value: constantFrom(...NUMBERS) }),
  record({ change: constant('truncate'), at }),
);

/** A few changes, none among them: then it is the valid conversation. */
export const mutations: Arbitrary<readonly Mutation[]> = array(anyMutation, { maxLength: 4 });

export function mutated(bytes: Buffer, changes: readonly Mutation[]): Buffer {
  return changes.reduce(changed, bytes);
}

function changed(bytes: Buffer, mutation: Mutation): Buffer {
  const index = Math.floor(mutation.at * bytes.length);
  const [before, after] = [bytes.subarray(0, index), bytes.subarray(index)];
  switch (mutation.change) {
    case 'byte':
      return Buffer.concat([before, Buffer.from([mutation.value]), after.subarray(1)]);
    case 'insert':
      return Buffer.concat([before, mutation.bytes, after]);
    case 'remove':
      return Buffer.concat([before, after.subarray(mutation.count)]);
    case 'repeat': {
      const again = Array.from({ length: REPETITIONS }, () => after.subarray(0, mutation.count));
      return Buffer.concat([before, ...again, after]);
    }
    case 'number':
      return Buffer.concat([before, written(mutation.value), after.subarray(4)]);
    default: // truncate
      return before;
  }
}

function written(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Cuts bytes at these places, from 0 to 1, in whatever order they are. */
export function cutAt(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length];
  const sorted = places.toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}
