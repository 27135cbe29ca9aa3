import type { ContractTest } from '../contract-test.js';

/** Row M of the conventions: modules. */
export const moduleTests: readonly ContractTest[] = [];
