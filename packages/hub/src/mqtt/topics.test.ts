import { describe, expect, it } from 'vitest';
import { methodTopic, parseFilter, parseTopic, telemetryBag, twinResponseTopic } from './topics.js';

describe('parseTopic', () => {
  it.each([
    ['$iothub/twin/GET/?$rid=any-thing.1', { to: 'twin-get', rid: 'any-thing.1' }],
    ['$iothub/twin/PATCH/properties/reported/?$rid=', { to: 'twin-report', rid: '' }],
    ['$iothub/twin/PATCH/properties/reported/?$rid=2&x=1', { to: 'twin-report', rid: '2' }],
    ['$iothub/methods/res/200/?$rid=a1', { to: 'method-response', status: 200, callId: 'a1' }],
    ['$iothub/methods/res/-1/?$rid=a1&p=q', { to: 'method-response', status: -1, callId: 'a1' }],
  ])('reads %s', (topic, expected) => {
    expect(parseTopic(topic)).toEqual(expected);
  });

  it.each([
    'devices/dev2/messages/events/',
    'devices/dev10/messages/events',
    'devices/dev1/messages/eventsx',
    '$iothub/twin/GET/',
    '$iothub/twin/GET/?rid=1',
    '$iothub/twin/res/200/?$rid=1',
    '$iothub/methods/res/ok/?$rid=1',
    '$iothub/methods/POST/x/?$rid=1',
    'anything',
    '',
  ])('refuses %j', (topic) => {
    expect(parseTopic(topic)).toBeUndefined();
    expect(telemetryBag(topic, 'dev1')).toBeUndefined();
  });
});

describe('telemetryBag', () => {
  it.each([
    ['devices/dev1/messages/events/a=b', 'a=b'],
    ['devices/dev1/messages/events/', ''],
    ['devices/dev1/messages/events', ''],
  ])("is the end of a device's %s", (topic, bag) => {
    expect(telemetryBag(topic, 'dev1')).toBe(bag);
  });

  it.each([
    ['devices/dev1/modules/mod1/messages/events/a=b', 'a=b'],
    ['devices/dev1/messages/events/', undefined],
    ['devices/dev1/modules/mod10/messages/events/', undefined],
  ])("is the end of a module's %s", (topic, bag) => {
    expect(telemetryBag(topic, 'dev1/mod1')).toBe(bag);
  });
});

describe('topics of a module', () => {
  it('have no cloud-to-device messages', () => {
    expect(parseFilter('devices/+/messages/devicebound/#', 'dev1/mod1')).toBeUndefined();
    expect(parseFilter('$iothub/methods/POST/#', 'dev1/mod1')).toBe('methods');
  });
});

describe('parseFilter', () => {
  it.each([
    ['$iothub/twin/res/#', 'twin-responses'],
    ['$iothub/twin/PATCH/properties/desired/#', 'desired'],
    ['$iothub/methods/POST/#', 'methods'],
    ['devices/dev1/messages/devicebound/#', 'cloud-messages'],
    ['devices/+/messages/devicebound/#', 'cloud-messages'],
    ['devices/dev2/messages/devicebound/#', undefined],
    ['#', undefined],
    ['$iothub/#', undefined],
  ])('reads %s as %s', (filter, kind) => {
    expect(parseFilter(filter, 'dev1')).toBe(kind);
  });
});

describe('topics to the device', () => {
  it('carry a method’s name as it is, but for what would break the topic', () => {
    expect(methodTopic('thermostat1*getMaxMinReport', '1')).toBe(
      '$iothub/methods/POST/thermostat1*getMaxMinReport/?$rid=1',
    );
    expect(methodTopic('größe.x', '2')).toBe('$iothub/methods/POST/größe.x/?$rid=2');
    expect(methodTopic('a b/c?d#+%', '3')).toBe(
      '$iothub/methods/POST/a%20b%2Fc%3Fd%23%2B%25/?$rid=3',
    );
  });

  it('give the request id back as it came', () => {
    expect(twinResponseTopic(204, 'x%20y', 7)).toBe('$iothub/twin/res/204/?$rid=x%20y&$version=7');
    expect(twinResponseTopic(200, '1')).toBe('$iothub/twin/res/200/?$rid=1');
  });
});
