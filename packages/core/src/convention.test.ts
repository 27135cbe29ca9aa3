import { describe, expect, it } from 'vitest';
import { isAckValue, reportedPatch, reportedProperties } from './convention.js';

const ACK = { value: 21, ac: 200, av: 3, ad: 'applied' };

describe('reportedProperties', () => {
  it('lists the properties of the device and of its components, as they are on the wire', () => {
    const patch = {
      serial: 'SN-1',
      gone: null,
      place: { lat: 1 },
      room: { __t: 'c', target: ACK, openings: 2 },
    };
    const listed = reportedProperties(patch);
    expect(listed).toEqual([
      { component: undefined, property: 'serial', value: 'SN-1' },
      { component: undefined, property: 'gone', value: null },
      { component: undefined, property: 'place', value: { lat: 1 } },
      { component: 'room', property: 'target', value: ACK },
      { component: 'room', property: 'openings', value: 2 },
    ]);
    expect(reportedPatch(listed)).toEqual(patch);
  });
});

describe('isAckValue', () => {
  it.each([
    [ACK, true],
    [{ value: null, ac: 400, av: 1 }, true],
    [{ value: 1, ac: 200 }, false],
    [{ ac: 200, av: 1 }, false],
    [{ ...ACK, more: 1 }, false],
    [{ ...ACK, av: '3' }, false],
    [[ACK], false],
    [null, false],
    ['value', false],
  ])('%j: %j', (value, expected) => {
    expect(isAckValue(value)).toBe(expected);
  });
});
