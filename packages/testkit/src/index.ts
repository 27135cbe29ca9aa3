export { bench, started, type Bench, type Started } from './bench.js';
export { TESTKIT_ERRORS } from './error-codes.js';
export { FakeClock, settled } from './fake-clock.js';
export { memoryLog, type LogLine } from './memory-log.js';
export { lost } from './memory/lost.js';
export type { Delivery, MessageOptions } from './memory/mailbox.js';
export { MemoryDevice, type ReportFault } from './memory/memory-device.js';
export { MemoryHub } from './memory/memory-hub.js';
export { MemoryTwin } from './memory/memory-twin.js';
export { watchRejections, type Rejections } from './watch-rejections.js';
export { AppHub, type Acknowledgment, type TelemetryValues } from './app/app-hub.js';
export { startApp, type StartAppOptions, type StartedApp } from './app/start-app.js';
export type {
  Announcement,
  ContractCommands,
  ContractHub,
  ContractInputs,
  ContractMessages,
  ContractTwin,
  OpenContractHub,
  ReceivedTelemetry,
} from './contract/contract-hub.js';
export type { Ability, ContractTest } from './contract/contract-test.js';
export { ContractBench } from './contract/contract-bench.js';
export type {
  ContractProvisioning,
  ContractService,
  OpenContractProvisioning,
  ProvisioningSupport,
} from './contract/contract-provisioning.js';
export { openMemoryContractHub } from './contract/memory-contract-hub.js';
export { ProvisioningBench } from './contract/provisioning-bench.js';
export {
  PROVISIONING_TESTS,
  provisioningContract,
  type ProvisioningContractOptions,
  type ProvisioningTest,
} from './contract/provisioning-contract.js';
export {
  TRANSPORT_TESTS,
  transportContract,
  type DeclareTest,
  type TransportContractOptions,
} from './contract/transport-contract.js';
