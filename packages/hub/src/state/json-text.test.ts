import { describe, expect, it } from 'vitest';
import { decodeJson, MAX_JSON_DEPTH } from './json-text.js';

function nested(levels: number, [open, close]: readonly [string, string]): string {
  return open.repeat(levels) + close.repeat(levels);
}

describe('JSON from outside', () => {
  it.each([
    ['[', ']'],
    ['{"a":[', ']}'],
  ] as const)('may be nested up to a limit: %s', (open, close) => {
    const levels = MAX_JSON_DEPTH / open.replaceAll(/[^[{]/gu, '').length;
    const text = nested(levels, [open, close]);
    expect(JSON.stringify(decodeJson(text))).toBe(text);
    expect(decodeJson(`[${text}]`)).toBeUndefined();
    expect(decodeJson(nested(100_000, [open, close]))).toBeUndefined();
  });

  it('is undefined when it is none', () => {
    expect(decodeJson('{')).toBeUndefined();
    expect(decodeJson('null')).toBeNull();
  });
});
