import { Option, type Command } from 'commander';
import { hubOptions, WHICH_HUB } from '../hub-access/hub-flags.js';
import { durationOf } from '../options/duration.js';
import { pairOf } from '../options/pairs.js';
import { startingPoint } from '../options/starting-point.js';
import type { Run } from '../program.js';
import type { InvokeFlags } from './invoke.js';
import type { MonitorFlags } from './monitor.js';
import type { SendFlags } from './send.js';
import type { TwinFlags } from './twin.js';

const TARGET = 'a device, or a module of one: dev1, dev1/mod1';

/** What a back end does: twins, commands, messages, telemetry. */
export function addService(program: Command, run: Run): void {
  addTwin(program, run);
  addInvoke(program, run);
  addSend(program, run);
  addMonitor(program, run);
}

function addTwin(program: Command, run: Run): void {
  const twin = program.command('twin').description('The twins of devices and modules.');
  hubOptions(twin.command('get').description('Print a twin.').argument('<target>', TARGET))
    .option('--json', 'all of it, on one line')
    .addHelpText('after', WHICH_HUB)
    .action((target: string, flags: TwinFlags) =>
      run(async (context) => (await import('./twin.js')).twinGet(target, flags, context)),
    );
  hubOptions(
    twin
      .command('set')
      .description('Merge into desired properties, and print them as they are then.')
      .argument('<target>', TARGET)
      .argument('<changes...>', 'each path=value, or one JSON object; null removes'),
  )
    .option('--tags', 'into the tags instead')
    .option('--json', 'on one line')
    .addHelpText('after', SET_EXAMPLES + WHICH_HUB)
    .action((target: string, changes: string[], flags: TwinFlags) =>
      run(async (context) =>
        (await import('./twin.js')).twinSet(target, { changes, flags }, context),
      ),
    );
}

const SET_EXAMPLES = `
Examples:
  pnp twin set dev1 thermostat1.targetTemperature=23
  pnp twin set dev1 '{"thermostat1":{"__t":"c","targetTemperature":23}}'
  pnp twin set dev1 --tags site=berlin floor=2
`;

function addInvoke(program: Command, run: Run): void {
  hubOptions(
    program
      .command('invoke')
      .description('Invoke a command and print its answer.')
      .argument('<target>', TARGET)
      .argument('<command>', 'command, or component*command')
      .argument('[payload]', 'JSON; what begins like none is a text'),
  )
    .addOption(
      new Option(
        '--timeout <time>',
        'how long the device may take, 5s to 5m (default: 30s)',
      ).argParser(durationOf('--timeout', { least: '5s', most: '5m' })),
    )
    .addOption(
      new Option(
        '--connect-timeout <time>',
        'wait so long for a device that is away, 1s to 5m',
      ).argParser(durationOf('--connect-timeout', { least: '1s', most: '5m' })),
    )
    .option('--json', 'status and payload, on one line')
    .addHelpText('after', INVOKE_EXAMPLES + WHICH_HUB)
    .action((target: string, command: string, payload: string | undefined, flags: InvokeFlags) =>
      run(async (context) =>
        (await import('./invoke.js')).invoke({ target, command, payload }, flags, context),
      ),
    );
}

const INVOKE_EXAMPLES = `
Examples:
  pnp invoke dev1 reboot 5
  pnp invoke dev1 'thermostat1*getMaxMinReport' 2030-01-01T00:00:00Z

Ends with 1 when the device answers with a status of 400 or above.
`;

function addSend(program: Command, run: Run): void {
  hubOptions(
    program
      .command('send')
      .description('Send a cloud-to-device message and print its id.')
      .argument('<device>', 'the device')
      .argument('<body>', 'the text to send'),
  )
    .addOption(
      new Option('--property <name=value>', 'of the application; may be given often').argParser(
        pairOf('--property'),
      ),
    )
    .option('--message-id <id>', 'default: one is made')
    .option('--content-type <type>', 'as application/json')
    .addOption(
      new Option('--ack <kind>', 'what the hub is to tell of it').choices([
        'none',
        'positive',
        'negative',
        'full',
      ]),
    )
    .option(
      '--wait',
      'until the device has taken it, or it has expired; takes feedback of others too',
    )
    .addOption(
      new Option('--timeout <time>', 'how long --wait waits (default: 1m)').argParser(
        durationOf('--timeout'),
      ),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', SEND_EXAMPLES + WHICH_HUB)
    .action((deviceId: string, body: string, flags: SendFlags) =>
      run(async (context) => (await import('./send.js')).send({ deviceId, body }, flags, context)),
    );
}

const SEND_EXAMPLES = `
Examples:
  pnp send dev1 hello --property kind=greeting
  pnp send dev1 '{"level":3}' --content-type application/json --wait
`;

function addMonitor(program: Command, run: Run): void {
  hubOptions(
    program
      .command('monitor')
      .description('Print what devices send, a line each, until it is stopped.')
      .argument('[target]', `${TARGET}; default: all`),
  )
    .addOption(
      new Option(
        '--from <point>',
        'latest (default), earliest, or a time as 2030-01-31T12:00:00Z',
      ).argParser(startingPoint),
    )
    .option('--consumer-group <name>', 'default: $Default')
    .option('--properties', 'show properties too')
    .addOption(
      new Option('--duration <time>', 'stop by itself after this time').argParser(
        durationOf('--duration'),
      ),
    )
    .option('--json', 'each message as a line of JSON')
    .addHelpText('after', MONITOR_EXAMPLES + WHICH_HUB)
    .action((target: string | undefined, flags: MonitorFlags) =>
      run(async (context) => (await import('./monitor.js')).monitor(target, flags, context)),
    );
}

const MONITOR_EXAMPLES = `
Examples:
  pnp monitor
  pnp monitor dev1 --properties
  pnp monitor --from earliest --json | jq .body
`;
