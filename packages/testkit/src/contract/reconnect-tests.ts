import type { ContractTest } from './contract-test.js';

/** What no cut, restart or renewal may lose. */
export const reconnectTests: readonly ContractTest[] = [];
