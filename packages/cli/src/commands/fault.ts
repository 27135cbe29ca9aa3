import { isJsonObject, PnpError, type Json, type JsonObject } from '@iotpnp/model';
import type { Service } from '@iotpnp/service';
import { cliError } from '../error-codes.js';
import { isPnpError } from '../errors/user-error.js';
import type { HubFlags } from '../hub-access/hub-flags.js';
import { withService } from '../hub-access/with-service.js';
import { columns } from '../output/columns.js';
import { print, tell, type CommandContext } from './command-context.js';
import { checkFault } from './fault-kinds.js';

const PATH = '/$pnp/faults';

export interface FaultFlags extends HubFlags {
  readonly json?: boolean;
}

/** Has an embedded hub misbehave: `pnp hub fault refuse-connects target=dev1 seconds=10`. */
export function fault(
  { name, fields }: { name: string; fields: readonly string[] },
  flags: FaultFlags,
  context: CommandContext,
): Promise<void> {
  const given = Object.fromEntries(fields.map(fieldOf));
  return onEmbedded(flags, context, async (service) => {
    const { signal } = context.stop;
    const kinds = partOf(
      await service.request('GET', PATH, { signal, subject: 'faults' }),
      'faults',
    );
    checkFault({ name, fields: Object.keys(given) }, isJsonObject(kinds) ? kinds : {});
    const asked = { body: { fault: name, ...given }, subject: `fault ${name}`, signal };
    const answer = await service.request('POST', PATH, asked).catch(aboutTarget(given['target']));
    printArmed(answer, flags, context);
  });
}

/** Lists what is in store, or which faults there are. */
export function faultList(
  { kinds }: { kinds: boolean },
  flags: FaultFlags,
  context: CommandContext,
): Promise<void> {
  return onEmbedded(flags, context, async (service) => {
    const { signal } = context.stop;
    const answer = await service.request('GET', PATH, { signal, subject: 'faults' });
    if (!kinds) return printArmed(answer, flags, context);
    const faults = partOf(answer, 'faults');
    const rows = Object.entries(isJsonObject(faults) ? faults : {});
    if (flags.json === true) print(context, JSON.stringify(faults));
    else
      print(
        context,
        columns([['fault', 'fields'], ...rows.map(([of, text]) => [of, textOf(text)])]),
      );
  });
}

/** Takes back what is in store, of a target or all. */
export function faultClear(
  target: string | undefined,
  flags: FaultFlags,
  context: CommandContext,
): Promise<void> {
  return onEmbedded(flags, context, async (service) => {
    const query = target === undefined ? {} : { target };
    const { signal } = context.stop;
    const asked = { query, signal, subject: 'faults' };
    const answer = await service.request('DELETE', PATH, asked).catch(aboutTarget(target));
    printArmed(answer, flags, context);
  });
}

/** No fault is for a hub that others rely on. */
function onEmbedded(
  flags: FaultFlags,
  context: CommandContext,
  act: (service: Service) => Promise<void>,
): Promise<void> {
  return withService(flags, context, (service, { running, from }) => {
    if (running !== undefined) return act(service);
    throw cliError('PNP_NO_HUB', 'faults are for an embedded hub of this machine', {
      hint: 'start one with pnp hub, and pass --local',
      where: { key: from },
    });
  });
}

/** What the hub has not is the target of the fault, not the fault. */
function aboutTarget(target: Json | undefined): (error: unknown) => never {
  return (error) => {
    if (typeof target !== 'string' || !isPnpError(error)) throw error;
    if (error.code !== 'PNP_SERVICE_DEVICE_UNKNOWN') throw error;
    const subject = `${target.includes('/') ? 'module' : 'device'} ${target}`;
    const { code, hint } = error;
    const where = { key: subject };
    throw new PnpError(code, `the hub has no ${subject}`, { hint, where, cause: error });
  };
}

/** `seconds=10`: numbers are numbers, all else is text. */
function fieldOf(text: string): [string, Json] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw cliError('PNP_BAD_OPTION', `this is no field of a fault: ${JSON.stringify(text)}`, {
      hint: 'write name=value, as target=dev1 seconds=10; pnp hub fault kinds lists them',
      where: { key: 'command line' },
    });
  }
  const value = text.slice(at + 1);
  return [text.slice(0, at), /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value];
}

function printArmed(answer: Json | undefined, flags: FaultFlags, context: CommandContext): void {
  const armed = partOf(answer, 'armed');
  if (flags.json === true) return print(context, JSON.stringify(armed ?? []));
  const lines = (Array.isArray(armed) ? armed : []).filter(isJsonObject).map(armedText);
  if (lines.length === 0) tell(context, 'nothing is in store');
  for (const line of lines) print(context, line);
}

function armedText({ fault: name, ...fields }: JsonObject): string {
  const told = Object.entries(fields).map(([key, value]) => `${key}=${textOf(value)}`);
  return [textOf(name ?? ''), ...told].join(' ');
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function partOf(answer: Json | undefined, name: string): Json | undefined {
  return isJsonObject(answer) ? answer[name] : undefined;
}
