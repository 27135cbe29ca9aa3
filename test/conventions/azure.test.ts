import { azureTransport } from '@iotpnp/azure';
import { transportContract } from '@iotpnp/testkit';
import { it } from 'vitest';
import { openAzureContractHub } from '../support/azure-contract-hub.js';

// Microsoft's SDK over TLS, against the embedded hub.
const { supports } = azureTransport();
transportContract({ test: it, supports, open: openAzureContractHub });
