import { describe, expect, it } from 'vitest';
import { parsePropertyBag } from './property-bag.js';

describe('parsePropertyBag', () => {
  it('parts the system’s properties from the application’s', () => {
    const bag =
      '%24.ct=application%2Fjson&%24.ce=utf-8&%24.sub=thermostat1&%24.mid=m1&%24.ctime=2030&a=b';
    expect(parsePropertyBag(bag)).toEqual({
      systemProperties: {
        contentType: 'application/json',
        contentEncoding: 'utf-8',
        component: 'thermostat1',
        messageId: 'm1',
        creationTimeUtc: '2030',
      },
      properties: { a: 'b' },
    });
  });

  it('takes the keys unencoded too, a question mark before and a slash behind', () => {
    expect(parsePropertyBag('?$.on=out1&k=v/')).toEqual({
      systemProperties: { outputName: 'out1' },
      properties: { k: 'v' },
    });
  });

  it('decodes keys and values, and leaves a plus a plus', () => {
    const properties = { 'a b&': '1+1=2/€' };
    expect(parsePropertyBag('a%20b%26=1+1%3D2%2F%E2%82%AC')?.properties).toEqual(properties);
  });

  it('takes a key without a value, and a system key it does not know as the application’s', () => {
    expect(parsePropertyBag('flag&$.zz=1')).toEqual({
      systemProperties: {},
      properties: { flag: '', '$.zz': '1' },
    });
  });

  it('holds a key __proto__ as its own', () => {
    expect(Object.keys(parsePropertyBag('__proto__=x')?.properties ?? {})).toEqual(['__proto__']);
  });

  it('is empty for an empty bag and undefined for a broken one', () => {
    expect(parsePropertyBag('')).toEqual({ systemProperties: {}, properties: {} });
    expect(parsePropertyBag('a=%E2%82')).toBeUndefined();
  });
});
