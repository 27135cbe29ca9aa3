import type { ContractTest } from '../contract-test.js';

/** Rows C of the conventions: commands. */
export const commandTests: readonly ContractTest[] = [];
