import { Option, type Command } from 'commander';
import { deviceId } from '../options/device-id.js';
import type { Run } from '../program.js';
import { hubOptions, WHICH_HUB } from '../hub-access/hub-flags.js';
import { durationOf } from '../options/duration.js';
import { each } from '../options/pairs.js';
import { alsoPort, port } from '../options/port.js';
import { deviceKey, thumbprint } from '../options/proof.js';
import type { DeviceAddFlags, DeviceFlags } from './device.js';
import type { FaultFlags } from './fault.js';
import { addEnrolments } from './enrolment-program.js';
import type { HubRunFlags } from './hub-run.js';
import type { HubFlagsOfStart } from './hub.js';
import { refuseUnknownCommand } from './unknown-command.js';

/** `pnp hub` and what is below it. */
export function addHub(program: Command, run: Run): void {
  const hub = placeOptions(
    program
      .command('hub')
      .description('Run an embedded IoT Hub until it is stopped.')
      .enablePositionalOptions(),
    8883,
  )
    .option('--json', 'print one line of JSON when it is ready, then what happens, a line each')
    .addOption(
      new Option('--duration <time>', 'stop by itself after this time, as 10m').argParser(
        durationOf('--duration'),
      ),
    )
    .option('--show-secrets', 'print keys too')
    .option('--verbose', 'log more, and show the stacks of errors')
    .addHelpText('after', HUB_EXAMPLES)
    .allowExcessArguments()
    .action((flags: HubFlagsOfStart, command: Command) => {
      refuseUnknownCommand(command);
      return run(async (context) => (await import('./hub.js')).hub(flags, context));
    });
  placeOptions(
    hub
      .command('run')
      .description('Run a program against an embedded hub of its own, and end as it ends.')
      .argument('<command...>', 'the program and its arguments, behind --'),
    0,
  )
    .passThroughOptions()
    .addHelpText('after', RUN_EXAMPLES)
    .action((command: string[], flags: HubRunFlags) =>
      run(async (context) => (await import('./hub-run.js')).hubRun(command, flags, context)),
    );
  addDevices(hub, run);
  addEnrolments(hub, run);
  addFaults(hub, run);
}

const HUB_EXAMPLES = `
Examples:
  pnp hub                                     on port 8883, all in memory
  pnp hub --data .pnp/hub                     devices, twins and messages are kept
  pnp hub --port 8883 --also-port 443         for clients that dial only these
  pnp hub --port 0 --json                     for a script: address, secrets, environment
  pnp hub run -- node app.js                  a program with a hub of its own
`;

const RUN_EXAMPLES = `
Examples:
  pnp hub run -- node pnp_temperature_controller.js
  pnp hub run --device-id dev1 -- npm test

The program gets, beside its own environment: IOTHUB_CONNECTION_STRING, IOTHUB_DEVICE_CONNECTION_STRING,
IOTHUB_DEVICE_DPS_*, EVENTHUB_CONNECTION_STRING, NODE_EXTRA_CA_CERTS and NODE_OPTIONS.
`;

function placeOptions(command: Command, defaultPort: number): Command {
  const free = defaultPort === 0 ? 'any free one' : String(defaultPort);
  return command
    .addOption(
      new Option('--port <number>', `the port (default: ${free}); 0 is any free one`).argParser(
        port,
      ),
    )
    .addOption(
      new Option('--also-port <number>', 'one more port, as 443; may be given often').argParser(
        alsoPort,
      ),
    )
    .addOption(
      new Option(
        '--host <address>',
        'an address to listen on (default: 127.0.0.1); may be given often',
      ).argParser(each),
    )
    .option('--data <folder>', 'where all is kept (default: in memory)')
    .addOption(
      new Option(
        '--authority <file>',
        'a certificate, as PEM, whose devices are taken (hub device add --x509-ca); may be given often',
      ).argParser(each),
    )
    .addOption(
      new Option('--tier <name>', 'with the throttles and the daily quota of one unit').choices([
        'free',
        's1',
      ]),
    )
    .addOption(
      new Option('--device-id <id>', 'the device made for programs (default: device1)').argParser(
        deviceId,
      ),
    );
}

function addDevices(hub: Command, run: Run): void {
  const device = hub.command('device').description('The devices of a hub.');
  const below = (name: string, description: string): Command =>
    hubOptions(device.command(name).description(description))
      .option('--json', 'print JSON')
      .addHelpText('after', WHICH_HUB);
  const module = ['--module <id>', 'a module of the device'] as const;
  below('add', 'Add a device and print its connection string.')
    .argument('<id>', 'the id of the device')
    .option(...module)
    .addOption(
      new Option('--primary-key <base64>', 'the key; default: one is made').argParser(deviceKey),
    )
    .addOption(
      new Option('--x509-thumbprint <hex>', 'of its certificate, and of a second one').argParser(
        thumbprint,
      ),
    )
    .option('--x509-ca', 'by a certificate of an authority the hub knows: pnp hub --authority')
    .option('--disabled', 'refused until it is enabled')
    .action((id: string, flags: DeviceAddFlags) =>
      run(async (context) => (await import('./device.js')).deviceAdd(id, flags, context)),
    );
  below('show', 'Print the connection string of a device.')
    .argument('<id>', 'the id of the device')
    .option(...module)
    .action((id: string, flags: DeviceFlags) =>
      run(async (context) => (await import('./device.js')).deviceShow(id, flags, context)),
    );
  below('list', 'List the devices, a line each.').action((flags: DeviceFlags) =>
    run(async (context) => (await import('./device.js')).deviceList(flags, context)),
  );
  below('remove', 'Remove a device with its modules and twins.')
    .argument('<id>', 'the id of the device')
    .option(...module)
    .action((id: string, flags: DeviceFlags) =>
      run(async (context) => (await import('./device.js')).deviceRemove(id, flags, context)),
    );
  for (const enabled of [true, false]) {
    below(
      enabled ? 'enable' : 'disable',
      enabled ? 'Take a device in again.' : 'Refuse a device from now on.',
    )
      .argument('<id>', 'the id of the device')
      .action((id: string, flags: DeviceFlags) =>
        run(async (context) =>
          (await import('./device.js')).deviceEnable({ id, enabled }, flags, context),
        ),
      );
  }
}

function addFaults(hub: Command, run: Run): void {
  const fault = hub.command('fault').description('Bad days on demand, of an embedded hub.');
  const below = (name: string, description: string): Command =>
    hubOptions(fault.command(name).description(description))
      .option('--json', 'print JSON')
      .addHelpText('after', FAULT_EXAMPLES);
  below('add', 'Have the hub misbehave.')
    .argument('<fault>', 'which, as pnp hub fault kinds lists them')
    .argument('[fields...]', 'what goes with it, each name=value')
    .action((name: string, fields: string[], flags: FaultFlags) =>
      run(async (context) => (await import('./fault.js')).fault({ name, fields }, flags, context)),
    );
  below('list', 'What is in store.').action((flags: FaultFlags) =>
    run(async (context) =>
      (await import('./fault.js')).faultList({ kinds: false }, flags, context),
    ),
  );
  below('kinds', 'Which faults there are, and what goes with each.').action((flags: FaultFlags) =>
    run(async (context) => (await import('./fault.js')).faultList({ kinds: true }, flags, context)),
  );
  below('clear', 'Take back what is in store.')
    .argument('[target]', 'of this device alone')
    .action((target: string | undefined, flags: FaultFlags) =>
      run(async (context) => (await import('./fault.js')).faultClear(target, flags, context)),
    );
}

const FAULT_EXAMPLES = `
Examples:
  pnp hub fault add disconnect target=dev1
  pnp hub fault add refuse-connects seconds=10
  pnp hub fault add delay-acks target=dev1 seconds=2
  pnp hub fault add answer-requests answer=throttle count=3
  pnp hub fault add restart sessions=lose
`;
