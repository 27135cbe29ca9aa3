import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { TRANSPORT_TESTS } from '@iotpnp/testkit';
import { expect, it } from 'vitest';

it('the contract of a transport runs under node --test, by the built package', async () => {
  const file = path.join(import.meta.dirname, 'memory.node.mjs');
  const args = ['--test', '--test-reporter=tap', file];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const passed = Number(/^# pass (\d+)$/m.exec(stdout)?.[1]);
  expect(passed).toBeGreaterThanOrEqual(TRANSPORT_TESTS.length);
  expect(stdout).toMatch(/^# fail 0$/m);
});
