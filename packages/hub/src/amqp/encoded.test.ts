import rhea from 'rhea';
import { describe, expect, it } from 'vitest';
import { booleanAt, describedListAt, endOfValue, Malformed, numberAt } from './encoded.js';

/** As the AMQP library writes it. */
function written(body: unknown): Buffer {
  return rhea.message.encode({ body, application_properties: { a: 'b' }, message_id: 'm1' });
}

function bytes(...values: number[]): Buffer {
  return Buffer.from(values);
}

/** So many lists in each other. */
function nested(depth: number): Buffer {
  let value = bytes(0x45);
  for (let level = 0; level < depth; level += 1) {
    const head = Buffer.from([0xd0, 0, 0, 0, 0, 0, 0, 0, 1]);
    head.writeUInt32BE(4 + value.length, 1);
    value = Buffer.concat([head, value]);
  }
  return value;
}

describe('a value', () => {
  it.each([
    null,
    true,
    0,
    255,
    4_294_967_295,
    -7,
    1.5,
    'text',
    'ü'.repeat(300),
    Buffer.alloc(1000),
    new Date(0),
    [1, [2, { three: ['four'] }]],
    rhea.types.wrap_array(['a', 'b'], 0xa1, undefined),
  ])('%j ends where the next begins', (value) => {
    const message = written(value);
    let end = 0;
    let sections = 0;
    while (end < message.length) {
      end = endOfValue(message, end);
      sections += 1;
    }
    expect(end).toBe(message.length);
    expect(sections).toBe(4); // header, properties, application properties, body
  });

  it('cut anywhere is not whole', () => {
    const message = written([1, 'two', { three: Buffer.alloc(300) }]);
    const body = message.subarray(lastSection(message));
    for (let length = 0; length < body.length; length += 1) {
      expect(() => endOfValue(body.subarray(0, length), 0)).toThrow(Malformed);
    }
  });

  it.each([
    ['of a type there is not', bytes(0x3f)],
    ['a list with more than it holds', bytes(0xc0, 2, 5, 0x40)],
    ['a list with less than it holds', bytes(0xc0, 3, 1, 0x40, 0x40)],
    ['a list behind its end', bytes(0xd0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0x40)],
    ['an array of too many nothings', bytes(0xf0, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xff, 0x40)],
    ['an array described twice', bytes(0xe0, 7, 1, 0, 0x53, 1, 0, 0x53, 1, 0x40)],
    ['lists in lists without end', nested(40)],
    ['descriptors of descriptors', Buffer.alloc(4096)],
  ])('%s is refused', (_what, value) => {
    expect(() => endOfValue(value, 0)).toThrow(Malformed);
  });

  it('may be nested as deeply as anybody needs', () => {
    const value = nested(30);
    expect(endOfValue(value, 0)).toBe(value.length);
  });
});

describe('a described list', () => {
  it('has a descriptor and fields', () => {
    // a disposition: role true, first 0, last 300, settled
    const list = bytes(0, 0x53, 0x15, 0xc0, 9, 4, 0x41, 0x43, 0x70, 0, 0, 1, 0x2c, 0x41);
    const { descriptor, fields, end } = describedListAt(list, 0);
    expect([descriptor, fields.length, end]).toEqual([0x15, 4, list.length]);
    const [role = 0, first = 0, last = 0] = fields;
    expect(booleanAt(list, role)).toBe(true);
    expect([numberAt(list, first), numberAt(list, last), numberAt(list, role)]).toEqual([
      0,
      300,
      undefined,
    ]);
  });

  it.each([
    ['a bare list', bytes(0x45)],
    ['a described text', bytes(0, 0x53, 0x15, 0xa1, 1, 0x61)],
    ['one described by a text', bytes(0, 0xa3, 1, 0x61, 0x45)],
  ])('is not %s', (_what, value) => {
    expect(() => describedListAt(value, 0)).toThrow(Malformed);
  });
});

function lastSection(message: Buffer): number {
  let start = 0;
  for (let end = 0; end < message.length;) {
    start = end;
    end = endOfValue(message, end);
  }
  return start;
}
