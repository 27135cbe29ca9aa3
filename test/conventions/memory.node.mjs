// The same contract under Node's own runner, by the built package: no test framework is needed for it.
import { test } from 'node:test';
import { MemoryDevice, openMemoryContractHub, transportContract } from '@iotpnp/testkit';

const { supports } = new MemoryDevice();
transportContract({ test, supports, open: openMemoryContractHub });
