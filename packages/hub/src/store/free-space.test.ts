import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { hasRoomFor } from './free-space.js';

describe('hasRoomFor', () => {
  it('tells what a folder can take', async () => {
    await using folder = await temporaryFolder();
    expect(hasRoomFor(folder.path, 0)).toBe(true);
    expect(hasRoomFor(folder.path, 2 ** 50)).toBe(false);
  });
});
