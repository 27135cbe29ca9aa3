import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { parseConnectionString } from './connection-string.js';
import { PolicyTokens, RENEW_EARLY_MS, TOKEN_MS } from './policy-tokens.js';

const KEY = 'c2VjcmV0c2VjcmV0c2VjcmV0';
const TEXT = `HostName=localhost:8883;SharedAccessKeyName=my policy;SharedAccessKey=${KEY}`;

function tokens() {
  let now = 1_700_000_000_000;
  const clock = { now: () => now, after: () => () => {} };
  const made = new PolicyTokens(parseConnectionString(TEXT), clock);
  return { made, pass: (ms: number) => (now += ms) };
}

function fieldsOf(token: string): Record<string, string> {
  const pairs = token.replace('SharedAccessSignature ', '').split('&');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

it('signs for the hub with the bytes that the key is in base64', () => {
  const { sr, sig, se, skn } = fieldsOf(tokens().made.hub());
  expect([sr, skn]).toEqual(['localhost', 'my%20policy']);
  expect(Number(se)).toBe((1_700_000_000_000 + TOKEN_MS) / 1000);
  const bytes = Buffer.from(KEY, 'base64');
  const expected = createHmac('sha256', bytes).update(`${sr}\n${se}`).digest('base64');
  expect(decodeURIComponent(sig ?? '')).toBe(expected);
});

it('signs for Event Hubs with the key as text', () => {
  const { sr, sig, se } = fieldsOf(tokens().made.eventHub('sb://h/e'));
  expect(sr).toBe('sb%3A%2F%2Fh%2Fe');
  const expected = createHmac('sha256', KEY).update(`${sr}\n${se}`).digest('base64');
  expect(decodeURIComponent(sig ?? '')).toBe(expected);
});

it('keeps a token while it has time enough, and makes another before it ends', () => {
  const { made, pass } = tokens();
  const first = made.hub();
  pass(TOKEN_MS - RENEW_EARLY_MS - 1);
  expect(made.hub()).toBe(first);
  pass(1);
  const second = made.hub();
  expect(second).not.toBe(first);
  expect(Number(fieldsOf(second)['se'])).toBeGreaterThan(Number(fieldsOf(first)['se']));
});
