import type { ContractTest } from '../contract-test.js';
import { connectTests } from './writables-connects.js';
import { desiredPatchTests } from './writables-desired.js';
import { documentTests } from './writables-document.js';
import { outcomeTests } from './writables-outcomes.js';
import { ownValueTests } from './writables-own.js';
import { versionTests } from './writables-versions.js';

/** Rows W of the conventions: desired values and their acknowledgements. */
export const writableTests: readonly ContractTest[] = [
  ...ownValueTests,
  ...desiredPatchTests,
  ...outcomeTests,
  ...documentTests,
  ...connectTests,
  ...versionTests,
];
