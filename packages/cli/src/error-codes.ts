import { PnpError, type PnpErrorOptions } from '@iotpnp/core';

/** Every code this package raises: what it means and how to mend it. */
export const CLI_ERRORS = {
  PNP_NODE_VERSION: 'This Node is too old: install 20.19 or later, or 22.12 or later.',
  PNP_NOT_BUILT:
    'The files of the pnp command are not there: install @iotpnp/cli again; in its repository, run npm test or npm start once.',
  PNP_BAD_OPTION:
    'The command line holds an option or an argument that cannot be used: pnp start --help lists what there is.',
  PNP_BAD_DURATION:
    'A duration on the command line is none, or none that can be waited for: write a number and ms, s, m or h, as 10s.',
  PNP_NO_DEVICE:
    'Neither the command line nor a config names the module of the device: pass it, or write device in the config.',
  PNP_DEVICE_MODULE_NOT_FOUND:
    'The module of the device does not exist, or is a folder: correct the path.',
  PNP_DEVICE_EXPORT:
    'The module of the device does not export the one class to run: export it by default, or name it after a #.',
  PNP_MODULE_SYNTAX:
    'A module is no valid TypeScript or JavaScript, or is too new for this Node: correct the marked place.',
  PNP_MODULE_IMPORT:
    'A module imports what is not there: correct the name or the path, or install the package.',
  PNP_MODULE_UNREADABLE:
    'A module cannot be read, or cannot be prepared beside its file: check the file, its folder and its tsconfig.json.',
  PNP_MODULE_THREW:
    'A module threw an exception while it was loaded: correct the code at the place that is named.',
  PNP_STANDARD_DECORATORS:
    'The tsconfig asks for standard decorators and esbuild is not there to lower them: install esbuild, or set experimentalDecorators.',
  PNP_APP_THREW:
    "The device's constructor or its create() threw an exception: correct the code at the place that is named.",
  PNP_CONSTRUCTOR_ARGUMENTS:
    "The device's constructor takes arguments and gets none: export create() to make the instance.",
  PNP_NO_CREDENTIALS:
    'Nothing says which device this is, and no embedded hub was asked for: set a connection string, or pass --local.',
  PNP_DATA_FOLDER: "The embedded hub's data folder cannot be made: choose another with --data.",
  PNP_NEVER_CONNECTED:
    'The time of --duration was over before the device was connected: mend what the message names, or wait longer.',
  PNP_NO_HUB:
    'No hub is named, and none of yours runs on this machine: start one with pnp hub, or set IOTHUB_CONNECTION_STRING.',
  PNP_WHICH_HUB:
    'More than one hub could be meant: name it with --port, --local or --connection-string.',
  PNP_BAD_JSON:
    'A payload or a value on the command line begins like JSON and is none: correct it, and put it in single quotes.',
  PNP_NO_FEEDBACK:
    'Nothing was told of the message in the time of --wait: start the device, or wait longer.',
  PNP_CANNOT_RUN:
    'The program behind pnp hub run -- cannot be run: write it as you would without pnp.',
  PNP_PACKAGE_NAME:
    'The name for a new project is none of an npm package: write lower-case letters, digits and hyphens.',
  PNP_CLASS_NAME:
    'The name for the class of a new project cannot be one: write a capital letter, then letters and digits.',
  PNP_FOLDER_NOT_EMPTY:
    'The folder for a new project is not empty: choose another, or pass --force, which writes only what is not there.',
  PNP_CANNOT_WRITE:
    'A new project cannot be written to its folder: choose another, or correct the permissions.',
  PNP_NO_TERMINAL:
    'There is no terminal to ask on: pass --yes, with options for what the defaults do not do.',
  PNP_CANNOT_WATCH:
    'Changes of files cannot be heard of: raise the limit of the system that the message names, or run pnp start.',
  PNP_CLOSE_TIMEOUT:
    'Closing took too long and was given up: look with --verbose at what it was doing.',
  PNP_FORCED:
    'A second signal ended the program before all was closed: wait for the first one to be served.',
  PNP_UNEXPECTED: 'An exception nobody caught: correct the code at the place that is named.',
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
