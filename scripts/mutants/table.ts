import { announceMutants } from './announce.js';
import { commandMutants } from './commands.js';
import type { Mutant } from './mutant.js';
import { reportMutants } from './reports.js';
import { telemetryMutants } from './telemetry.js';
import { writableMutants } from './writables.js';

/** One for each row of the conventions. */
export const MUTANTS: readonly Mutant[] = [
  ...announceMutants,
  ...telemetryMutants,
  ...reportMutants,
  ...writableMutants,
  ...commandMutants,
];
