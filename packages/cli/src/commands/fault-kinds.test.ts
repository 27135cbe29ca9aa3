import { expect, it } from 'vitest';
import { checkFault } from './fault-kinds.js';

const KINDS = {
  disconnect: 'target',
  'refuse-connects': 'seconds, target?',
  restart: 'sessions? (keep, lose)',
};

it.each([
  ['disconect', [], 'fault disconect', 'did you mean disconnect?'],
  ['toString', [], 'fault toString', 'pnp hub fault kinds lists them'],
  ['refuse-connects', ['second'], 'fault refuse-connects', 'did you mean seconds?'],
  ['restart', ['lose'], 'fault restart', 'pnp hub fault kinds lists them'],
  ['restart', ['seconds'], 'fault restart', 'pnp hub fault kinds lists them'],
])('%s with %j is refused at %s: %s', (name, fields, key, hint) => {
  expect(() => checkFault({ name, fields }, KINDS)).toThrow(
    expect.objectContaining({ code: 'PNP_BAD_OPTION', where: { key }, hint }) as Error,
  );
});

it('what the hub knows passes', () => {
  checkFault({ name: 'refuse-connects', fields: ['target', 'seconds'] }, KINDS);
});
