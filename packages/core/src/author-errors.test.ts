import { describe, expect, it, vi } from 'vitest';
import { CommandError, isCommandError, isReject, Reject } from './author-errors.js';

describe('Reject', () => {
  it('has a reason, and 400 unless told otherwise', () => {
    expect(new Reject('above 60')).toMatchObject({ message: 'above 60', code: 400 });
    expect(new Reject('locked', 423).code).toBe(423);
  });
});

describe('CommandError', () => {
  it('has a status and a payload', () => {
    const error = new CommandError(409, { reason: 'busy' });
    expect(error).toMatchObject({ status: 409, payload: { reason: 'busy' } });
  });
});

it('are known across two copies of the package', async () => {
  vi.resetModules();
  const copy = await import('./author-errors.js');
  expect(copy.Reject).not.toBe(Reject);
  expect(isReject(new copy.Reject('no'))).toBe(true);
  expect(isCommandError(new copy.CommandError(409))).toBe(true);
});

it('are told apart from each other and from anything else', () => {
  const others = [new Error('x'), 'x', null, undefined, {}];
  for (const error of [...others, new CommandError(409)]) expect(isReject(error)).toBe(false);
  for (const error of [...others, new Reject('no')]) expect(isCommandError(error)).toBe(false);
});
