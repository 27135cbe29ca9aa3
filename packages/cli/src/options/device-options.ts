import { Option, type Command } from 'commander';
import { deviceId } from './device-id.js';
import { durationOf } from './duration.js';
import { port } from './port.js';

/** What the commands take that run a device. */
export function deviceOptions(command: Command): Command {
  return command
    .argument(
      '[module]',
      'the module of the class, optionally #export; default: device in the config',
    )
    .option('--local', 'run against the embedded hub: no cloud, no account')
    .option('--config <file>', 'the config file; default: searched from here upward')
    .option('--profile <name>', 'the profile of the config that counts')
    .addOption(
      option('--duration <time>', 'stop by itself after this time, as 10s').argParser(
        durationOf('--duration'),
      ),
    )
    .addOption(
      option('--log <format>', 'the log: pretty on a terminal, json elsewhere').choices([
        'pretty',
        'json',
      ]),
    )
    .addOption(
      option('--connect-timeout <time>', 'give up when not connected by then').argParser(
        durationOf('--connect-timeout'),
      ),
    )
    .addOption(
      new Option('--device-id <id>', 'which device to be; with --local any name').argParser(
        deviceId,
      ),
    )
    .addOption(option('--port <number>', "the embedded hub's port (default: 8883)").argParser(port))
    .option('--data <folder>', "the embedded hub's data folder (default: .pnp/hub in the package)")
    .option('--verbose', 'log more, and show the stacks of errors');
}

function option(flags: string, description: string): Option {
  return new Option(flags, description);
}
