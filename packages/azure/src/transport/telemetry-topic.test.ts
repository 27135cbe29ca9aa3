import type { DeviceIdentity, TelemetryMessage } from '@iotpnp/core';
import { describe, expect, it } from 'vitest';
import { telemetryTopics } from './telemetry-topic.js';

const auth = { kind: 'sas', sign: async () => '' } as const;
const device: DeviceIdentity = { hub: 'hub', deviceId: 'dev1', auth };
const message: TelemetryMessage = {
  body: '{}',
  contentType: 'application/json',
  contentEncoding: 'utf-8',
  properties: {},
  createdAt: new Date(0),
};
const SYSTEM = '%24.ct=application%2Fjson&%24.ce=utf-8&%24.ctime=1970-01-01T00%3A00%3A00.000Z';

describe('the topic of a message', () => {
  it.each([
    ['a device', device, {}, `devices/dev1/messages/events/${SYSTEM}`],
    [
      'a module',
      { ...device, moduleId: 'mod1' },
      {},
      `devices/dev1/modules/mod1/messages/events/${SYSTEM}`,
    ],
    [
      'an output, in a segment of its own',
      { ...device, moduleId: 'mod1' },
      { output: 'out 1' },
      `devices/dev1/modules/mod1/messages/events/%24.on=out%201&${SYSTEM}/`,
    ],
    [
      'properties, keys percent-encoded too',
      device,
      { properties: { '$.sub': 'thermostat1', 'a&b': 'c=ü /' } },
      `devices/dev1/messages/events/${SYSTEM}&%24.sub=thermostat1&a%26b=c%3D%C3%BC%20%2F`,
    ],
    [
      'a property whose name the client takes for its own',
      device,
      { properties: { 'dt-subject': 'x' } },
      `devices/dev1/messages/events/${SYSTEM}&dt-subject=x`,
    ],
  ])('says %s', (_, identity, more, topic) => {
    expect(telemetryTopics(identity)({ ...message, ...more })).toBe(topic);
  });

  it('cannot be made of a lone surrogate: that is the fault of the message', () => {
    const broken = { ...message, properties: { key: '\uD800' } };
    expect(() => telemetryTopics(device)(broken)).toThrow(URIError);
  });
});
