export { AZURE_ERRORS } from './error-codes.js';
export type { AzureTransportOptions } from './transport/azure-transport.js';
export { azure, azureTransport } from './transport/azure-transport.js';
export type { ConnectionStringOptions } from './provisioning/connection-string.js';
export {
  connectionString,
  connectionStringProvisioning,
} from './provisioning/connection-string.js';
export type { DpsOptions } from './provisioning/dps/dps-options.js';
export { dps, dpsProvisioning } from './provisioning/dps/dps.js';
export type { EdgeOptions } from './provisioning/edge/edge.js';
export { edge, edgeProvisioning } from './provisioning/edge/edge.js';
