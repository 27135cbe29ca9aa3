export type { Create, CreateContext } from './device/load-device.js';
export { CLI_ERRORS, type CliErrorCode } from './error-codes.js';
export { main } from './main.js';
