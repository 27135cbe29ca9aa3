import { describe, expect, it } from 'vitest';
import type { SystemProperties } from '../telemetry-event.js';
import { telemetryEvent } from './telemetry.js';

function event(systemProperties: SystemProperties, text: string, properties = {}, target = 'dev1') {
  const message = { systemProperties, properties, payload: Buffer.from(text) };
  return telemetryEvent({ target, modelId: 'dtmi:a;1' }, message, 1000);
}

describe('telemetryEvent', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/cloudevents+json'])(
    'parses a body of %s',
    (contentType) => {
      expect(event({ contentType }, '{"t":[1]}').body).toEqual({ t: [1] });
    },
  );

  it('leaves a body alone that says it is something else, or nothing', () => {
    expect(event({ contentType: 'text/plain' }, '1')).not.toHaveProperty('body');
    expect(event({}, '1')).not.toHaveProperty('body');
    expect(event({}, '1').raw.toString()).toBe('1');
  });

  it('keeps a body that only claims to be JSON as it came', () => {
    const broken = event({ contentType: 'application/json' }, '{"t":');
    expect(broken.body).toBeUndefined();
    expect(broken.raw.toString()).toBe('{"t":');
  });

  it('survives a body nested beyond every stack', () => {
    const depth = 100_000;
    const text = '['.repeat(depth) + ']'.repeat(depth);
    expect(event({ contentType: 'application/json' }, text).raw).toHaveLength(2 * depth);
  });

  it('has its body among its own properties, frozen, and parses it once', () => {
    const parsed = event({ contentType: 'application/json' }, '{"t":{"a":1}}');
    const { body } = parsed;
    expect({ ...parsed }).toMatchObject({ deviceId: 'dev1', body: { t: { a: 1 } } });
    expect(JSON.parse(JSON.stringify(parsed))).toHaveProperty('body', { t: { a: 1 } });
    expect(parsed.body).toBe(body);
    expect(Object.isFrozen((body as { readonly t: object }).t)).toBe(true);
  });

  it('takes the creation time from either place, and none that is no time', () => {
    const at = '2030-01-01T00:00:00.000Z';
    expect(event({ creationTimeUtc: at }, '').createdAt).toEqual(new Date(at));
    expect(event({}, '', { 'iothub-creation-time-utc': at }).createdAt).toEqual(new Date(at));
    expect(event({ creationTimeUtc: 'yesterday' }, '')).not.toHaveProperty('createdAt');
  });

  it('says who, when and what model', () => {
    expect(event({ component: 'thermostat1' }, '')).toMatchObject({
      deviceId: 'dev1',
      modelId: 'dtmi:a;1',
      component: 'thermostat1',
      enqueuedTime: new Date(1000),
    });
    expect(event({ outputName: 'alarms' }, '', {}, 'dev1/mod1')).toMatchObject({
      deviceId: 'dev1',
      moduleId: 'mod1',
      outputName: 'alarms',
    });
  });
});
