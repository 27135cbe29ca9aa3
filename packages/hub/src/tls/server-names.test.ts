import { describe, expect, it } from 'vitest';
import { hostAndPort, isOneOf, serverNames } from './server-names.js';

const ALWAYS = ['localhost', 'hub.localhost', '127.0.0.1', '127.0.0.2', '::1'];

describe('serverNames', () => {
  it.each(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::'])('is localhost on %s', (host) => {
    expect(serverNames([host])).toEqual({ preferred: 'localhost', all: ALWAYS });
  });

  it('is the address when that is another', () => {
    expect(serverNames(['127.0.0.2'])).toEqual({ preferred: '127.0.0.2', all: ALWAYS });
    expect(serverNames(['192.0.2.7'])).toEqual({
      preferred: '192.0.2.7',
      all: [...ALWAYS, '192.0.2.7'],
    });
  });

  it('is the name that was chosen', () => {
    expect(serverNames(['0.0.0.0'], 'hub')).toEqual({ preferred: 'hub', all: [...ALWAYS, 'hub'] });
  });
});

describe('isOneOf', () => {
  it.each([
    'localhost',
    'LocalHost:8883',
    'hub.localhost:8883',
    '127.0.0.1',
    '127.0.0.2:443',
    '[::1]:8883',
  ])('knows %s', (host) => {
    expect(isOneOf(serverNames(['127.0.0.1', '127.0.0.2']), [8883, 443], host)).toBe(true);
  });

  it.each(['localhost:8884', 'elsewhere', 'localhost:', ''])('does not know %j', (host) => {
    expect(isOneOf(serverNames(['127.0.0.1', '127.0.0.2']), [8883, 443], host)).toBe(false);
  });
});

describe('hostAndPort', () => {
  it('puts an IPv6 address in brackets', () => {
    expect(hostAndPort('::1', 1)).toBe('[::1]:1');
    expect(hostAndPort('localhost', 1)).toBe('localhost:1');
  });
});
