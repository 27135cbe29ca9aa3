import { expect, it } from 'vitest';
import { startHub } from './start-hub.js';

const start = startHub as (options: unknown) => Promise<unknown>;

it.each<[unknown, string, string]>([
  [{ prot: 0 }, 'prot', 'did you mean port?'],
  [{ port: 0, colour: 'red' }, 'colour', 'dataDir'],
  [{ port: '0' }, 'port', '65535'],
  [{ port: -1 }, 'port', '65535'],
  [{ port: 0, alsoPorts: 443 }, 'alsoPorts', 'array'],
  [{ port: 0, host: [] }, 'host', 'address'],
  [{ port: 0, dataDir: '' }, 'dataDir', 'text'],
  [{ port: 0, tier: 's9' }, 'tier', 's1'],
  [{ port: 0, clock: {} }, 'clock', 'now'],
  [{ port: 0, messageLog: { maxMessage: 1 } }, 'maxMessage', 'did you mean maxMessages?'],
  [{ port: 0, signal: 'stop' }, 'signal', 'AbortSignal'],
  [null, 'startHub', 'object'],
])('startHub(%j) is refused before anything is opened', async (options, key, hint) => {
  await expect(start(options)).rejects.toThrow(
    expect.objectContaining({
      code: 'PNP_HUB_OPTION_INVALID',
      where: { key },
      hint: expect.stringContaining(hint) as string,
    }) as Error,
  );
});
