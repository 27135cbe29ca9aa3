import type { Command } from 'commander';
import type { Run } from '../program.js';
import { deviceOptions } from '../options/device-options.js';
import type { InitFlags } from './init.js';
import type { StartFlags } from './start.js';

/** The commands that make a project, and run it while it is written. */
export function addProject(program: Command, run: Run): void {
  program
    .command('init')
    .description('Write a new project: a device that runs, its test, its config.')
    .argument('[folder]', 'where to; it is made when it is not there', '.')
    .option('--name <name>', 'the name of the npm package (default: after the folder)')
    .option('--class <name>', 'the name of the device class (default: Thermostat)')
    .option('--model-id <dtmi>', 'its model id (default: dtmi:com:example:<class>;1)')
    .option('--yes', 'ask nothing')
    .option('--force', 'write into a folder that is not empty what is not there')
    .option('--json', 'print JSON, and ask nothing')
    .option('--verbose', 'show the stacks of errors')
    .addHelpText('after', INIT_EXAMPLES)
    .action((folder: string, flags: InitFlags) =>
      run(async (context) => (await import('./init.js')).init(folder, flags, context)),
    );
  deviceOptions(program.command('dev'))
    .description('Run a device class as start does, anew whenever one of its files is saved.')
    .addHelpText('after', DEV_EXAMPLES)
    .action((module: string | undefined, flags: StartFlags) =>
      run(async (context) => (await import('./dev.js')).dev(module, flags, context)),
    );
}

const INIT_EXAMPLES = `
Examples:
  pnp init my-device                          asks for names on a terminal
  pnp init pump --yes --class OilPump --model-id 'dtmi:com:contoso:OilPump;1'
`;

const DEV_EXAMPLES = `
Examples:
  pnp dev --local                             the device of pnp.config.*, against the embedded hub
  pnp dev src/device.ts --local
`;
