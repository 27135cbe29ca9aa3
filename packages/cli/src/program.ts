import { Command, type CommanderError } from 'commander';
import type { CommandContext } from './commands/command-context.js';
import { addConfig } from './commands/config-program.js';
import { addHub } from './commands/hub-program.js';
import { addProject } from './commands/project-program.js';
import { addService } from './commands/service-program.js';
import type { StartFlags } from './commands/start.js';
import { cliError } from './error-codes.js';
import { deviceOptions } from './options/device-options.js';
import { version } from './version.js';

export interface Actions {
  start(module: string | undefined, flags: StartFlags): Promise<void>;
  readonly run: Run;
}

/** Runs any other command: it is loaded when it is. */
export type Run = (command: (context: CommandContext) => Promise<void>) => Promise<void>;

/** The command line and what each command does. */
export function createProgram(actions: Actions): Command {
  const program = new Command('pnp')
    .description('Runs decorated classes as IoT Plug and Play devices.')
    .version(version(), '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .configureOutput({ outputError: () => {} }) // faults are told by one page, as all others
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES);
  deviceOptions(program.command('start'))
    .description('Run a device class until it is stopped.')
    .addHelpText('after', START_EXAMPLES)
    .action((module: string | undefined, flags: StartFlags) => actions.start(module, flags));
  addProject(program, actions.run);
  addConfig(program, actions.run);
  addHub(program, actions.run);
  addService(program, actions.run);
  return program;
}

const EXAMPLES = `
Examples:
  pnp init my-device                          a new project
  pnp start src/device.ts --local             a device against an embedded hub
  pnp hub                                     a hub on this machine, for any devices
  pnp monitor                                 what devices send
  pnp doctor                                  what keeps a device from running
`;

const START_EXAMPLES = `
Examples:
  pnp start src/device.ts --local             against the embedded hub
  pnp start src/device.ts#Pump                one of several classes
  pnp start --local --duration 10s            the device of pnp.config.*, for ten seconds
  PNP_CONNECTION_STRING='HostName=...' pnp start src/device.ts --log json
`;

/** What commander finds wrong, as any other error. Undefined when it only showed help or the version. */
export function argumentError(error: CommanderError): Error | undefined {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined;
  const [text = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (.+)\?\)/.exec(rest.join(' '))?.[1];
  const [named] = /--?[a-z][\w-]*/.exec(text) ?? [];
  return cliError('PNP_BAD_OPTION', text, {
    hint: suggestion
      ? `did you mean ${suggestion}?`
      : 'pnp --help lists the commands, and pnp <command> --help what each takes',
    where: { key: named ?? 'command line' },
    cause: error,
  });
}
