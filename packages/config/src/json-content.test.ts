import { expect, it } from 'vitest';
import { jsonContent } from './json-content.js';

function fault(text: string): unknown {
  try {
    return jsonContent('pnp.config.json', text);
  } catch (error) {
    return error;
  }
}

it('gives what the text says', () => {
  expect(jsonContent('pnp.config.json', '{ "device": "a.ts" }')).toEqual({ device: 'a.ts' });
});

it.each([
  ['{"device":"x",}', /property name/, 1, 15],
  ['{\n  "device": "x"\n  "log": 1\n}', /^Expected ',' or '}'/, 3, 3],
  ['{\n  "device": topsecret\n}', /^Unexpected token 'o'$/, 2, 14],
  [`{\n${' '.repeat(200)}"topsecret": 1,\n  "device": x }`, /^Unexpected token 'x'$/, 3, 13],
  ['{\n  "device": "topsecret', /^Unterminated string/, 2, 23],
  ['{\n  "device": "topsecret"', /./, 2, 24],
])('%j is placed, and not quoted', (text, message, line, column) => {
  const error = fault(text) as Error;
  expect(error).toMatchObject({ name: 'JsonFault', place: { line, column } });
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('secret');
});
