import { Option, type Command } from 'commander';
import { hubOptions } from '../hub-access/hub-flags.js';
import { deviceKey } from '../options/proof.js';
import { deviceId } from '../options/device-id.js';
import type { Run } from '../program.js';
import type { EnrolmentAddFlags, EnrolmentFlags } from './enrolment.js';

/** `pnp hub enrolment`: who may register at the provisioning service. */
export function addEnrolments(hub: Command, run: Run): void {
  const enrolment = hub
    .command('enrolment')
    .alias('enrollment')
    .description('Who may register at the provisioning service (DPS).');
  const below = (name: string, description: string): Command =>
    hubOptions(enrolment.command(name).description(description))
      .option('--json', 'print JSON')
      .addHelpText('after', EXAMPLES);
  const group = ['--group', 'a group of devices'] as const;
  below('add', 'Let a device register, or a group, and print what it needs.')
    .argument('<id>', 'the registration id, or the name of the group')
    .option(...group)
    .addOption(
      new Option('--primary-key <base64>', 'the key; default: one is made').argParser(deviceKey),
    )
    .option('--certificate <file>', 'of the device, or of the authority of the group, as PEM')
    .addOption(
      new Option(
        '--device-id <id>',
        'what the device is called on the hub; default: as it registers',
      ).argParser(deviceId),
    )
    .action((id: string, flags: EnrolmentAddFlags) =>
      run(async (context) => (await import('./enrolment.js')).enrolmentAdd(id, flags, context)),
    );
  below('list', 'List enrolments, or with --group the groups, a line each.')
    .option(...group)
    .action((flags: EnrolmentFlags) =>
      run(async (context) => (await import('./enrolment.js')).enrolmentList(flags, context)),
    );
  below('key', 'Print the key of one device of a group.')
    .argument('<group>', 'the name of the group')
    .argument('<id>', 'the registration id of the device')
    .action((name: string, id: string, flags: EnrolmentFlags) =>
      run(async (context) =>
        (await import('./enrolment.js')).enrolmentKey({ group: name, id }, flags, context),
      ),
    );
  below('remove', 'Let nobody register by it any more; devices stay on their hub.')
    .argument('<id>', 'the registration id, or the name of the group')
    .option(...group)
    .action((id: string, flags: EnrolmentFlags) =>
      run(async (context) => (await import('./enrolment.js')).enrolmentRemove(id, flags, context)),
    );
}

const EXAMPLES = `
Examples:
  pnp hub enrolment add dev1
  pnp hub enrolment add pumps --group
  pnp hub enrolment key pumps pump-7
  pnp hub enrolment add gate --certificate gate.pem

Which provisioning service: --connection-string, else that of the embedded hub that runs on this machine, else
PROVISIONING_CONNECTION_STRING.
`;
