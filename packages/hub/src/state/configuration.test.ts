import { describe, expect, it } from 'vitest';
import { desiredOf } from './configuration.js';

describe('what a content desires', () => {
  it('is all its places, merged in their order', () => {
    const content = {
      'properties.desired': { a: { b: 1, c: 2 } },
      'properties.desired.a.b': { d: null },
      'properties.desired.a': { e: [1] },
      'properties.desired.f.g': 3,
      'properties.desired.f': 4,
      'properties.desired.__proto__': { h: 5 },
    };
    expect(JSON.stringify(desiredOf(content))).toBe(
      '{"a":{"b":{"d":null},"c":2,"e":[1]},"f":4,"__proto__":{"h":5}}',
    );
  });

  it('may have as many places as a request has room for', () => {
    const places = Array.from({ length: 7000 }, (_, at) => [`properties.desired.p${at}`, at]);
    expect(Object.keys(desiredOf(Object.fromEntries(places)))).toHaveLength(7000);
  });

  it.each([
    ['another section', { 'properties.reported.a': 1 }],
    ['no name', { 'properties.desired.': 1 }],
    ['no object as a whole', { 'properties.desired': 1 }],
    ['a place deeper than twins are', { [`properties.desired${'.a'.repeat(50_000)}`]: {} }],
  ])('has no %s', (_what, content) => {
    const code = 'PNP_HUB_CONFIGURATION_INVALID';
    expect(() => desiredOf(content)).toThrow(expect.objectContaining({ code }));
  });
});
