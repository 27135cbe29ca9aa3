import { expect, it } from 'vitest';
import { schemaOf } from './schema-of.js';

const bytes = schemaOf('bytes');

it.each([
  [[], ''],
  [[0], 'AA=='],
  [[1, 2], 'AQI='],
  [[251, 255, 254], '+//+'],
  [[104, 101, 108, 108, 111], 'aGVsbG8='],
])('carries %j as base64', (values, base64) => {
  expect(bytes.serialize(Uint8Array.from(values))).toBe(base64);
  expect(bytes.parse(base64)).toEqual(Uint8Array.from(values));
});

it('reads back every byte there is, however many', () => {
  const all = Uint8Array.from({ length: 100_003 }, (_, index) => index % 256);
  expect(bytes.parse(bytes.serialize(all))).toEqual(all);
});

it('takes a view of a part of a buffer, and a Buffer', () => {
  const buffer = Uint8Array.of(9, 1, 2, 9).buffer;
  expect(bytes.serialize(new Uint8Array(buffer, 1, 2))).toBe('AQI=');
  expect(bytes.serialize(Buffer.from('hello'))).toBe('aGVsbG8=');
});

it.each(['AQI', 'AQ=I', 'A===', '====', 'AQI=\n', ' AQI', '-_-_', 'AQ'])('is not %j', (text) => {
  expect(() => bytes.parse(text)).toThrow('expected bytes as base64');
});

it('does not write a text or a list of numbers', () => {
  expect(() => bytes.serialize('AQI=')).toThrow('expected bytes as a Uint8Array, found "AQI="');
  expect(() => bytes.serialize([1, 2])).toThrow('found an array of 2');
});
