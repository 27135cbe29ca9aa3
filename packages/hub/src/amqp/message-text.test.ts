import rhea from 'rhea';
import { expect, it } from 'vitest';
import { bytesOf } from './message-text.js';

const { data_section, data_sections, sequence_section } = rhea.message as unknown as {
  readonly data_section: (data: Buffer) => unknown;
  readonly data_sections: (data: readonly Buffer[]) => unknown;
  readonly sequence_section: (items: readonly unknown[]) => unknown;
};
const BYTES = Buffer.from('hello');

/** As it arrives. */
function arrived(body: unknown): unknown {
  return rhea.message.decode(rhea.message.encode({ body })).body;
}

it.each<[string, unknown]>([
  ['a section of data', data_section(BYTES)],
  ['several of them', data_sections([Buffer.from('hel'), Buffer.from('lo')])],
  ['a text', 'hello'],
  ['a value of bytes', rhea.types.wrap_binary(BYTES)],
])('the bytes of a body that is %s', (_what, body) => {
  expect(bytesOf(arrived(body))).toEqual(BYTES);
});

it('there are none in a message without a body', () => {
  expect(bytesOf(arrived(undefined))).toEqual(Buffer.alloc(0));
});

it.each<[string, unknown]>([
  ['a map', { a: 1 }],
  ['a map that looks like a section', { content: 'hello' }],
  ['a number', 5],
  ['a list', ['hello']],
  ['a sequence', sequence_section(['hello'])],
])('a body that is %s has no bytes', (_what, body) => {
  expect(bytesOf(arrived(body))).toBeUndefined();
});
