import { PnpError, type PnpErrorOptions } from '@iotpnp/core';

/** Every code this package raises, with what it means. */
export const CLI_ERRORS = {
  PNP_NODE_VERSION: 'This Node is too old.',
  PNP_BAD_OPTION: 'The command line holds an option or an argument that cannot be used.',
  PNP_BAD_DURATION: 'A duration on the command line is none.',
  PNP_NO_DEVICE: 'Neither the command line nor a config names the module of the device.',
  PNP_DEVICE_MODULE_NOT_FOUND: 'The module of the device does not exist.',
  PNP_DEVICE_EXPORT: 'The module of the device does not export the one class to run.',
  PNP_MODULE_SYNTAX: 'A module is no valid TypeScript or JavaScript.',
  PNP_MODULE_IMPORT: 'A module imports what is not there.',
  PNP_MODULE_UNREADABLE: 'A module cannot be read, or cannot be prepared beside its file.',
  PNP_MODULE_THREW: 'A module threw an exception while it was loaded.',
  PNP_STANDARD_DECORATORS:
    'The tsconfig asks for standard decorators and esbuild is not there to lower them.',
  PNP_APP_THREW: "The device's constructor or its create() threw an exception.",
  PNP_NO_CREDENTIALS: 'Nothing says which device this is, and no embedded hub was asked for.',
  PNP_DATA_FOLDER: "The embedded hub's data folder cannot be made.",
  PNP_CLOSE_TIMEOUT: 'Closing took too long and was given up.',
  PNP_FORCED: 'A second signal ended the program before all was closed.',
  PNP_UNEXPECTED: 'An exception nobody caught.',
} as const;

export type CliErrorCode = keyof typeof CLI_ERRORS;

/** A {@link PnpError} whose code is certainly in {@link CLI_ERRORS}. */
export function cliError(
  code: CliErrorCode,
  message: string,
  options: PnpErrorOptions = {},
): PnpError {
  return new PnpError(code, message, options);
}
