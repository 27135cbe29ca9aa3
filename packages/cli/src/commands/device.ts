import type { AddDeviceOptions, Service } from '@iotpnp/service';
import { withService } from '../hub-access/with-service.js';
import type { HubFlags } from '../hub-access/hub-flags.js';
import { cliError } from '../error-codes.js';
import { columns } from '../output/columns.js';
import { print, tell, type CommandContext } from './command-context.js';

export interface DeviceFlags extends HubFlags {
  readonly module?: string;
  readonly json?: boolean;
}

export interface DeviceAddFlags extends DeviceFlags {
  readonly x509Thumbprint?: readonly string[];
  readonly x509Ca?: boolean;
  readonly primaryKey?: string;
  readonly disabled?: boolean;
}

/** Adds a device or a module, and prints the connection string to copy. */
export function deviceAdd(
  id: string,
  flags: DeviceAddFlags,
  context: CommandContext,
): Promise<void> {
  const options = addOptions(flags);
  return withService(flags, context, async (service, { running }) => {
    const { signal } = context.stop;
    if (flags.module === undefined) await service.devices.add(id, { ...options, signal });
    else await service.modules.add(targetOf(id, flags), { ...options, signal });
    await printConnection(service, targetOf(id, flags), { flags, context });
    if (running !== undefined) {
      tell(context, `\nFor a program of its own, pnp hub --json tells the file of the authority.`);
    }
  });
}

/** Prints the connection string of a device or module there is. */
export function deviceShow(id: string, flags: DeviceFlags, context: CommandContext): Promise<void> {
  return withService(flags, context, (service) =>
    printConnection(service, targetOf(id, flags), { flags, context }),
  );
}

export function deviceRemove(
  id: string,
  flags: DeviceFlags,
  context: CommandContext,
): Promise<void> {
  return withService(flags, context, async (service) => {
    const { signal } = context.stop;
    const target = targetOf(id, flags);
    if (flags.module === undefined) await service.devices.remove(id, { signal });
    else await service.modules.remove(target, { signal });
    print(context, flags.json === true ? JSON.stringify({ removed: target }) : `removed ${target}`);
  });
}

/** A disabled device is refused. */
export function deviceEnable(
  { id, enabled }: { id: string; enabled: boolean },
  flags: DeviceFlags,
  context: CommandContext,
): Promise<void> {
  return withService(flags, context, async (service) => {
    await service.devices.setEnabled(id, enabled, { signal: context.stop.signal });
    const json = JSON.stringify({ deviceId: id, enabled });
    print(context, flags.json === true ? json : `${enabled ? 'enabled' : 'disabled'} ${id}`);
  });
}

/** Lists devices: a line each. */
export function deviceList(flags: DeviceFlags, context: CommandContext): Promise<void> {
  return withService(flags, context, async (service) => {
    const rows: string[][] = [['device', 'state', 'authentication', 'model']];
    for await (const device of service.devices.list({ signal: context.stop.signal })) {
      if (flags.json === true) print(context, JSON.stringify(device));
      else rows.push(rowOf(device));
    }
    if (flags.json === true) return;
    if (rows.length > 1) print(context, columns(rows));
    else tell(context, 'The hub has no devices. pnp hub device add dev1 adds one.');
  });
}

type Listed = Awaited<ReturnType<ReturnType<Service['devices']['list']>['next']>>['value'];

function rowOf({ deviceId, enabled, connected, authentication, modelId }: NonNullable<Listed>) {
  const state = connected ? 'connected' : 'away';
  return [deviceId, enabled ? state : 'disabled', authentication, modelId ?? ''];
}

async function printConnection(
  service: Service,
  target: string,
  { flags, context }: { flags: DeviceFlags; context: CommandContext },
): Promise<void> {
  const connectionString = await service.connectionString(target, { signal: context.stop.signal });
  if (flags.json !== true) print(context, connectionString);
  else {
    const [deviceId, moduleId] = target.split('/');
    print(context, JSON.stringify({ deviceId, moduleId, connectionString }));
  }
}

function targetOf(id: string, { module }: DeviceFlags): string {
  return module === undefined ? id : `${id}/${module}`;
}

function addOptions(flags: DeviceAddFlags): AddDeviceOptions {
  const { x509Thumbprint = [], x509Ca, primaryKey, disabled, module } = flags;
  const [primaryThumbprint, secondaryThumbprint, ...more] = x509Thumbprint;
  const ways = [x509Ca === true, primaryThumbprint !== undefined, primaryKey !== undefined];
  if (more.length > 0 || ways.filter(Boolean).length > 1) {
    throw cliError(
      'PNP_BAD_OPTION',
      'a device proves itself in one way, by two thumbprints at most',
      {
        hint: 'leave out all but one of --primary-key, --x509-thumbprint and --x509-ca',
        where: { key: '--x509-thumbprint' },
      },
    );
  }
  if (disabled === true && module !== undefined) {
    throw cliError('PNP_BAD_OPTION', 'a module is never disabled: its device is', {
      hint: 'leave out --disabled',
      where: { key: '--disabled' },
    });
  }
  return {
    ...(x509Ca === true && { x509: 'ca' }),
    ...(primaryThumbprint !== undefined && { x509: { primaryThumbprint, secondaryThumbprint } }),
    ...(primaryKey !== undefined && { primaryKey }),
    ...(disabled === true && { enabled: false }),
  };
}
