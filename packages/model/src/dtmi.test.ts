import { describe, expect, it } from 'vitest';
import { explainDtmi, isDtmi, parseDtmi } from './dtmi.js';
import { PnpError } from './pnp-error.js';

const ofLength = (length: number): string => `dtmi:com:${'x'.repeat(length - 11)};1`;

describe('a DTMI of DTDL v2', () => {
  it.each([
    'dtmi:com:example:Thermostat;1',
    'dtmi:x;999999999',
    'dtmi:com:ex__a:b_1;12',
    'dtmi:dtdl;1',
    ofLength(128),
  ])('may be %s', (text) => {
    expect(explainDtmi(text)).toBeUndefined();
    expect(isDtmi(text)).toBe(true);
  });

  it.each([
    ['DTMI:com:example;1', 'begin with "dtmi:"'],
    ['', 'begin with'],
    ['dtmi:com:example', 'no version'],
    ['dtmi:com:example;', 'version ""'],
    ['dtmi:com:example;0', 'leading zero'],
    ['dtmi:com:example;01', 'leading zero'],
    ['dtmi:com:example;1234567890', 'one to nine digits'],
    ['dtmi:com:example;1.2', 'two parts'],
    ['dtmi:com:example;1;2', 'more than one semicolon'],
    ['dtmi:;1', 'empty'],
    ['dtmi:com::example;1', 'empty'],
    ['dtmi:com:1x;1', 'begin with a letter'],
    ['dtmi:com:_x;1', 'begin with a letter'],
    ['dtmi:com:x_;1', 'ends with an underscore'],
    ['dtmi:com:ex-ample;1', 'other than letters'],
    ['dtmi:com:exämple;1', 'other than letters'],
    ['dtmi:com:example;1\n', 'version'],
    ['dtmi:dtdl:example;1', 'reserved'],
    ['dtmi:standard:example;1', 'reserved'],
    [ofLength(129), '129 characters'],
  ])('may not be %j', (text, why) => {
    expect(explainDtmi(text)).toContain(why);
    expect(isDtmi(text)).toBe(false);
  });

  it('is no other value', () => {
    expect(isDtmi(undefined)).toBe(false);
    expect(isDtmi(1)).toBe(false);
  });
});

it('may have a version of two parts in DTDL v3 and v4', () => {
  expect(isDtmi('dtmi:com:example;1.2', 3)).toBe(true);
  expect(isDtmi('dtmi:com:example;1.2', 4)).toBe(true);
  expect(isDtmi('dtmi:com:example;1.0', 3)).toBe(false);
  expect(isDtmi('dtmi:com:example;1.1234567', 3)).toBe(false);
});

describe('parseDtmi', () => {
  it('gives the path and the version', () => {
    expect(parseDtmi('dtmi:com:example:Pump;12')).toEqual({
      id: 'dtmi:com:example:Pump;12',
      path: ['com', 'example', 'Pump'],
      version: 12,
    });
    expect(parseDtmi('dtmi:com:example;1.2', 3)).toMatchObject({ version: 1, minorVersion: 2 });
  });

  it('throws PNP_MODEL_BAD_DTMI with the reason', () => {
    expect(() => parseDtmi('dtmi:com:x_;1')).toThrow(PnpError);
    expect(() => parseDtmi('dtmi:com:x_;1')).toThrow(/"x_" ends with an underscore/);
  });
});
