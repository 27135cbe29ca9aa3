import { describe, expect, it } from 'vitest';
import { deviceOf, moduleOf, targetOf, targetText } from './target.js';

describe('a target', () => {
  it('is a device, or a module of one', () => {
    expect(targetOf('dev1')).toEqual({ deviceId: 'dev1' });
    expect(targetOf('dev1/mod1')).toEqual({ deviceId: 'dev1', moduleId: 'mod1' });
    expect(targetText(targetOf('dev1/mod1'))).toBe('dev1/mod1');
  });

  it.each(['', '/', 'dev1/', 'a/b/c', 'with space', 'ü', 'a'.repeat(129), 'a#b'])(
    '%j is none',
    (text) => {
      expect(() => targetOf(text)).toThrow(
        expect.objectContaining({ code: 'PNP_SERVICE_ARGUMENT' }) as Error,
      );
    },
  );

  it('is refused where only the other kind will do, with the way to write it', () => {
    expect(() => deviceOf('dev1/mod1')).toThrow(
      expect.objectContaining({ hint: 'use the device, dev1' }) as Error,
    );
    expect(() => moduleOf('dev1')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('dev1/mod1') as string }) as Error,
    );
  });
});
