import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../packages/hub/test/temporary-folder.js';
import { runs } from '../property/runs.js';
import { campaign } from './campaign.js';
import { buildHub, removeHub } from './hub-process.js';

const { numRuns: kills = 0, seed = 0 } = runs(50);
const MS_A_KILL = 3000;

beforeAll(buildHub);
afterAll(removeHub);

describe('a hub with a data folder', () => {
  it(
    `has all it has acknowledged after each of ${kills} kills`,
    async () => {
      await using folder = await temporaryFolder();
      const tally = await campaign({ dataDir: folder.path, kills, seed });
      expect(tally.kills).toBe(kills);
      expect(tally.acknowledged).toBeGreaterThan(kills * 20);
    },
    kills * MS_A_KILL,
  );
});
