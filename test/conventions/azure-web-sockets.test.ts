import { azureTransport } from '@iotpnp/azure';
import { transportContract } from '@iotpnp/testkit';
import { it } from 'vitest';
import { openWebSocketContractHub } from '../support/azure-contract-hub.js';

// Microsoft's SDK over WebSockets and TLS, against the embedded hub.
const { supports } = azureTransport({ webSockets: true });
transportContract({ test: it, supports, open: openWebSocketContractHub });
