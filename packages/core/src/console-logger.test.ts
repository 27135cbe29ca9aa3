import { expect, it, vi } from 'vitest';
import { consoleLogger, Secret } from './index.js';

it('writes one line with its fields, secrets redacted, and no debug line', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const debug = vi.spyOn(console, 'debug').mockReturnValue();
  const log = consoleLogger({ device: 'dev1' }).child({ part: 'a b' });
  log.warn('no connection', { code: 'PNP_X', key: new Secret('hidden'), none: undefined });
  log.debug('nothing');
  expect(warn.mock.calls).toEqual([
    [
      expect.stringMatching(
        /Z warn no connection device=dev1 part="a b" code=PNP_X key="\[redacted\]"$/,
      ),
    ],
  ]);
  expect(debug).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
