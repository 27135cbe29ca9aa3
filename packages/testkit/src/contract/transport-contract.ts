import type { TransportSupport } from '@iotpnp/core';
import { ContractBench } from './contract-bench.js';
import type { OpenContractHub } from './contract-hub.js';
import type { ContractTest } from './contract-test.js';
import { lifecycleTests } from './lifecycle-tests.js';
import { linkTests } from './link-tests.js';
import { messageTests } from './message-tests.js';
import { reconnectTests } from './reconnect-tests.js';
import { reuseTests } from './reuse-tests.js';
import { announceTests } from './rows/announce.js';
import { commandTests } from './rows/commands.js';
import { moduleTests } from './rows/modules.js';
import { reportTests } from './rows/reports.js';
import { telemetryTests } from './rows/telemetry.js';
import { writableTests } from './rows/writables.js';
import { uploadTests } from './upload-tests.js';

const OF_A_ROW = /^[A-Z]\d+ /;

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
  ...messageTests,
  ...uploadTests,
  ...lifecycleTests,
  ...reuseTests,
  ...reconnectTests,
];

/** Everything a module has in common with a device is shown once more as a module (row M1). */
const AS_MODULE: readonly ContractTest[] = TRANSPORT_TESTS.filter(
  ({ name, needs, module }) => OF_A_ROW.test(name) && !module && !needs.includes('cloudMessages'),
).map(({ name, needs, run }) => ({
  name: `M1 as a module: ${name}`,
  needs: [...needs, 'moduleIo'],
  module: true,
  run,
}));

/**
 * Declares the tests that every transport has to pass.
 * @example transportContract({ test: it, supports: myTransport().supports, open: openMyContractHub });
 */
export function transportContract({ test, supports, open }: TransportContractOptions): void {
  for (const { name, needs, module = false, run } of [...TRANSPORT_TESTS, ...AS_MODULE]) {
    const body = async () => {
      await using bench = new ContractBench(await open({ module }));
      await run(bench);
    };
    if (needs.every((ability) => supports[ability])) test(name, body);
    else test.skip?.(name, body);
  }
}
