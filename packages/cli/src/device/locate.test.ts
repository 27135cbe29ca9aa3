import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PnpError, type Where } from '@iotpnp/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { locateProblems } from './locate.js';

let pump: string;
let plant: string;

beforeAll(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pnp-locate-'));
  pump = path.join(folder, 'pump.ts');
  plant = path.join(folder, 'plant.ts');
  writeFileSync(
    pump,
    `export class PumpHouse {}
export class Pump {
  @Telemetry('double', { every: speed })
  async speed() {}

  @Property('double') static readonly $max?: number = 1;
}
`,
  );
  writeFileSync(plant, "import { Pump } from './pump.js';\nclass Plant {}\n");
});
afterAll(() => rmSync(path.dirname(pump), { recursive: true }));

function located(where: Where): Where | undefined {
  const error = new PnpError('PNP_X', 'broken', { where });
  return locateProblems(error, [pump, plant]).problems[0]?.where;
}

it.each([
  ['a class', { class: 'Pump' }, 'pump.ts', 2, 8],
  ['a method, not its mention', { class: 'Pump', member: 'speed' }, 'pump.ts', 4, 9],
  ['a field after modifiers', { class: 'Pump', member: '$max' }, 'pump.ts', 6, 39],
  ['the class of an unknown member', { class: 'Pump', member: 'flow' }, 'pump.ts', 2, 8],
  ['a class of another file', { class: 'Plant' }, 'plant.ts', 2, 1],
])('finds %s', (_what, where, name, line, column) => {
  const { file = '', ...rest } = located(where) ?? {};
  expect(path.basename(file)).toBe(name);
  expect(rest).toEqual({ ...where, line, column });
});

it('adds nothing it does not know', () => {
  expect(located({ class: 'Boiler' })).toEqual({ class: 'Boiler' });
  expect(located({ key: 'log.level' })).toEqual({ key: 'log.level' });
});
