import type { ContractTest } from '../contract-test.js';

/** Rows T of the conventions: telemetry. */
export const telemetryTests: readonly ContractTest[] = [];
