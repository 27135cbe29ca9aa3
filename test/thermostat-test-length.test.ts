import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './support/repository.js';

it('a unit test of a whole device takes less than 15 lines, imports and all', () => {
  const file = path.join(ROOT, 'examples/thermostat/src/thermostat.test.ts');
  const source = readFileSync(file, 'utf8');
  const lines = source.split('\n').filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThan(15);
  for (const used of ['startApp(', 'ackOf(', 'nextTelemetry(']) expect(source).toContain(used);
});
