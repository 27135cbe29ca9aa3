import type { ContractTest } from '../contract-test.js';

/** Rows R of the conventions: read-only properties and reported patches. */
export const reportTests: readonly ContractTest[] = [];
