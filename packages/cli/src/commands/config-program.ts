import type { Command } from 'commander';
import type { Run } from '../program.js';
import type { ConfigCommandFlags } from './config.js';
import type { DoctorFlags } from './doctor.js';
import type { PluginsFlags } from './plugins.js';

/** The commands that look at a config and run nothing. */
export function addConfig(program: Command, run: Run): void {
  withConfig(program.command('config'))
    .description('Print the config that counts here, each value with where it came from.')
    .option('--json', 'print JSON')
    .addHelpText('after', CONFIG_EXAMPLES)
    .action((flags: ConfigCommandFlags) =>
      run(async (context) => (await import('./config.js')).config(flags, context)),
    );
  withConfig(program.command('plugins'))
    .description('List the plugins that the config names, with versions and options.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  pnp plugins --profile field\n')
    .action((flags: PluginsFlags) =>
      run(async (context) => (await import('./plugins.js')).plugins(flags, context)),
    );
  withConfig(program.command('doctor'))
    .description(
      'Check all that a device needs: Node, config, plugins, credentials, network, clock.',
    )
    .argument('[module]', 'the module of the class; default: device in the config')
    .option('--local', 'as for pnp start --local')
    .option('--json', 'print JSON, a line for each check')
    .addHelpText('after', DOCTOR_EXAMPLES)
    .action((module: string | undefined, flags: DoctorFlags) =>
      run(async (context) => (await import('./doctor.js')).doctor(module, flags, context)),
    );
}

function withConfig(command: Command): Command {
  return command
    .option('--config <file>', 'the config file; default: searched from here upward')
    .option('--profile <name>', 'the profile of the config that counts')
    .option('--verbose', 'show the stacks of errors');
}

const CONFIG_EXAMPLES = `
Examples:
  pnp config                                  secrets are not shown
  pnp config --profile field --json
`;

const DOCTOR_EXAMPLES = `
Examples:
  pnp doctor
  pnp doctor src/device.ts --profile field --json

It ends with 1 when a check fails.
`;
