import { describe, expect, it } from 'vitest';
import { sasToken } from '../../test/sas-token.js';
import { isSignedWith, parseSasToken } from './sas.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');

function token(sr: string) {
  const parsed = parseSasToken(sasToken({ sr, key: KEY, expiresAt: 1_900_000_000_000 }));
  if (parsed === undefined) throw new Error('not understood');
  return parsed;
}

describe('SAS tokens', () => {
  it.each(['localhost%3A8883%2Fdevices%2Fdev1', 'localhost:8883/devices/dev1'])(
    'are checked over the resource as it stands: %s',
    (sr) => {
      expect(token(sr)).toMatchObject({
        resource: 'localhost:8883/devices/dev1',
        expiresAt: 1_900_000_000_000,
      });
      expect(isSignedWith(token(sr), KEY)).toBe(true);
      expect(isSignedWith(token(sr), OTHER_KEY)).toBe(false);
    },
  );

  it('agree with a signature made elsewhere', () => {
    // printf 'localhost%%2Fdevices%%2Fdev1\n1900000000' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101... -binary | base64
    const text =
      'SharedAccessSignature sr=localhost%2Fdevices%2Fdev1&sig=R3T7pgPvBf7qnYxttRewfFM5hM4MXqS9xxswUIQhXwk%3D&se=1900000000';
    const parsed = parseSasToken(text);
    expect(parsed !== undefined && isSignedWith(parsed, KEY)).toBe(true);
  });

  it('may have their fields in any order', () => {
    const text = sasToken({ sr: 'a%2Fb', key: KEY, expiresAt: 1_900_000_000_000 });
    const [sr, sig, se] = text.slice('SharedAccessSignature '.length).split('&');
    const turned = parseSasToken(`SharedAccessSignature ${se}&skn=&${sig}&${sr}`);
    expect(turned !== undefined && isSignedWith(turned, KEY)).toBe(true);
    expect(turned).not.toHaveProperty('policy');
  });

  it('name their policy', () => {
    const text = `${sasToken({ sr: 'a', key: KEY, expiresAt: 0 })}&skn=iothubowner`;
    expect(parseSasToken(text)?.policy).toBe('iothubowner');
  });

  it.each([
    '',
    'Bearer x',
    'SharedAccessSignature ',
    'SharedAccessSignature sr=a&sig=b',
    'SharedAccessSignature sr=a&sig=b&se=soon',
    'SharedAccessSignature sr=a&sig=%zz&se=1',
    'SharedAccessSignature sig=b&se=1',
  ])('are refused as %j', (text) => {
    expect(parseSasToken(text)).toBeUndefined();
  });
});
