import { Option, type Command } from 'commander';
import { port } from '../options/port.js';

/** Which hub a command is for. */
export interface HubFlags {
  readonly connectionString?: string;
  readonly ca?: string;
  readonly local?: boolean;
  readonly port?: number;
  readonly verbose?: boolean;
}

/** Adds the options that say which hub a command is for. */
export function hubOptions(command: Command): Command {
  return command
    .option(
      '--connection-string <text>',
      "of a policy of the hub; better in IOTHUB_CONNECTION_STRING, where a list of processes doesn't show it",
    )
    .option('--ca <file>', 'the authority to trust, as PEM; known for a hub on this machine')
    .option('--local', 'the embedded hub that runs on this machine')
    .addOption(
      new Option('--port <number>', 'that one of several that has this port').argParser(port),
    )
    .option('--verbose', 'show the stacks of errors');
}

/** What the help of each such command ends with. */
export const WHICH_HUB = `
Which hub: --connection-string, else the embedded hub that runs on this machine, else IOTHUB_CONNECTION_STRING.
`;
