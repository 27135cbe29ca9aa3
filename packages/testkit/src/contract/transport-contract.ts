import type { TransportSupport } from '@iotpnp/core';
import { ContractBench } from './contract-bench.js';
import type { OpenContractHub } from './contract-hub.js';
import type { ContractTest } from './contract-test.js';
import { linkTests } from './link-tests.js';
import { reconnectTests } from './reconnect-tests.js';
import { announceTests } from './rows/announce.js';
import { commandTests } from './rows/commands.js';
import { moduleTests } from './rows/modules.js';
import { reportTests } from './rows/reports.js';
import { telemetryTests } from './rows/telemetry.js';
import { writableTests } from './rows/writables.js';

/** How a test is declared: `it` of vitest, jest or mocha, `test` of `node:test`. */
export interface DeclareTest {
  (name: string, run: () => Promise<void>): unknown;
  readonly skip?: (name: string, run: () => Promise<void>) => unknown;
}

export interface TransportContractOptions {
  readonly test: DeclareTest;
  /** What the transport supports: what it cannot do is skipped. */
  readonly supports: TransportSupport;
  /** A hub of its own for each test. */
  readonly open: OpenContractHub;
}

/** What every transport has to get right: its links, and every row of the conventions with the runtime on top. */
export const TRANSPORT_TESTS: readonly ContractTest[] = [
  ...linkTests,
  ...announceTests,
  ...telemetryTests,
  ...reportTests,
  ...writableTests,
  ...commandTests,
  ...moduleTests,
  ...reconnectTests,
];

/**
 * Declares the tests that every transport has to pass.
 * @example transportContract({ test: it, supports: myTransport().supports, open: openMyContractHub });
 */
export function transportContract({ test, supports, open }: TransportContractOptions): void {
  for (const { name, needs, module = false, run } of TRANSPORT_TESTS) {
    const body = async () => {
      await using bench = new ContractBench(await open({ module }));
      await run(bench);
    };
    if (needs.every((ability) => supports[ability])) test(name, body);
    else test.skip?.(name, body);
  }
}
