import { MemoryDevice, openMemoryContractHub, transportContract } from '@iotpnp/testkit';
import { it } from 'vitest';

const { supports } = new MemoryDevice();
transportContract({ test: it, supports, open: openMemoryContractHub });
