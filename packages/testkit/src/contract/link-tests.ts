import type { ContractTest } from './contract-test.js';

/** What a link and a connect have to get right, without a session. */
export const linkTests: readonly ContractTest[] = [];
