import { expect, it } from 'vitest';
import { closest } from './closest.js';

it('finds what was mistyped, and nothing when all is far', () => {
  const keys = ['device', 'transport', 'provisioning', 'log'];
  expect(closest('Devise', keys)).toBe('device');
  expect(closest('provisionning', keys)).toBe('provisioning');
  expect(closest('lgo', keys)).toBe('log');
  expect(closest('telemetry', keys)).toBeUndefined();
});
