import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importPlace } from './import-place.js';

let plant: string;
let pump: string;

beforeAll(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pnp-place-'));
  plant = path.join(folder, 'plant.ts');
  pump = path.join(folder, 'pump.ts');
  writeFileSync(
    plant,
    `import { Interface } from '@iotpnp/core';
import type { Pressure } from '@iotpnp/core';
const a = 1
import {
  Telemetry as Pressure,
  Pressure as Bar,
} from "@iotpnp/core";
import Meter, { $unit } from 'meter';
`,
  );
  writeFileSync(pump, "import 'bare/part';\nexport { Valve } from '@iotpnp/core';\n");
});
afterAll(() => rmSync(path.dirname(plant), { recursive: true }));

it.each([
  ['the name, in the statement that has it', '@iotpnp/core', 'Pressure', 'plant.ts', 6, 3],
  ['a default import', 'meter', 'default', 'plant.ts', 8, 8],
  ['a name of odd letters', 'meter', '$unit', 'plant.ts', 8, 17],
  ['the name in another file', '@iotpnp/core', 'Valve', 'pump.ts', 2, 10],
  ['the specifier, where the name is nowhere', 'meter', 'Flow', 'plant.ts', 8, 30],
  ['the specifier of a part of a package', 'bare', undefined, 'pump.ts', 1, 8],
])('marks %s', (_what, specifier, name, file, line, column) => {
  const { file: found = '', ...place } = importPlace({ specifier, name }, [plant, pump]);
  expect([path.basename(found), place]).toEqual([file, { line, column }]);
});
