import { createHmac } from 'node:crypto';
import path from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import type { RequestOptions, Service } from '@iotpnp/service';
import { cliError } from '../error-codes.js';
import type { FoundHub } from '../hub-access/find-hub.js';
import type { HubFlags } from '../hub-access/hub-flags.js';
import { withService } from '../hub-access/with-service.js';
import { readPem } from '../options/pem-file.js';
import { columns } from '../output/columns.js';
import { print, tell, type CommandContext } from './command-context.js';

/** That of the provisioning service, which differs from the hub's. */
const API_VERSION = '2021-10-01';

export interface EnrolmentFlags extends HubFlags {
  readonly group?: boolean;
  readonly json?: boolean;
}

export interface EnrolmentAddFlags extends EnrolmentFlags {
  readonly primaryKey?: string;
  /** A file. */
  readonly certificate?: string;
  readonly deviceId?: string;
}

/** Lets a device or a group register, and prints what it needs for that. */
export function enrolmentAdd(
  id: string,
  flags: EnrolmentAddFlags,
  context: CommandContext,
): Promise<void> {
  const body = {
    ...(flags.group === true ? { enrollmentGroupId: id } : { registrationId: id }),
    attestation: attestationOf(flags, context),
    ...(flags.deviceId !== undefined && { deviceId: flags.deviceId }),
  };
  const act = async (service: Service, idScope: string | undefined): Promise<void> => {
    await service.request('PUT', pathOf(id, flags), options(id, context, { body }));
    const primaryKey = await keyOf(service, { id, flags, context });
    const facts = { id, endpoint: service.hostName, idScope, primaryKey };
    if (flags.json === true) return print(context, JSON.stringify(facts));
    const rows = Object.entries(facts).filter(([, text]) => text !== undefined);
    print(context, columns(rows.map(([name, text]) => [name, text ?? ''])));
  };
  return onProvisioning(flags, context, act);
}

/** Prints the key of one device of a group: the group's key signs its registration id. Source: DPS, "Symmetric key attestation". */
export function enrolmentKey(
  { group, id }: { group: string; id: string },
  flags: EnrolmentFlags,
  context: CommandContext,
): Promise<void> {
  return onProvisioning(flags, context, async (service) => {
    const of = { id: group, flags: { group: true }, context };
    const master = await keyOf(service, of);
    if (master === undefined) {
      throw cliError('PNP_BAD_OPTION', `the devices of ${group} have certificates, not keys`, {
        hint: 'name a group with a key',
        where: { key: `enrolment ${group}` },
      });
    }
    const key = createHmac('sha256', Buffer.from(master, 'base64')).update(id).digest('base64');
    print(context, flags.json === true ? JSON.stringify({ id, primaryKey: key }) : key);
  });
}

export function enrolmentRemove(
  id: string,
  flags: EnrolmentFlags,
  context: CommandContext,
): Promise<void> {
  return onProvisioning(flags, context, async (service) => {
    const headers = { 'if-match': '"*"' };
    await service.request('DELETE', pathOf(id, flags), options(id, context, { headers }));
    print(context, flags.json === true ? JSON.stringify({ removed: id }) : `removed ${id}`);
  });
}

export function enrolmentList(flags: EnrolmentFlags, context: CommandContext): Promise<void> {
  return onProvisioning(flags, context, async (service) => {
    const rows: string[][] = [['enrolment', 'state', 'attestation', 'device']];
    const found = service.query(`SELECT * FROM ${rootOf(flags)}`, {
      path: `/${rootOf(flags)}/query`,
      apiVersion: API_VERSION,
      signal: context.stop.signal,
    });
    for await (const enrolment of found) {
      if (flags.json === true) print(context, JSON.stringify(enrolment));
      else rows.push(rowOf(enrolment));
    }
    if (flags.json === true) return;
    if (rows.length > 1) print(context, columns(rows));
    else tell(context, 'There are none.');
  });
}

function onProvisioning(
  flags: EnrolmentFlags,
  context: CommandContext,
  act: (service: Service, idScope: string | undefined) => Promise<void>,
): Promise<void> {
  const own = (service: Service, { running }: FoundHub): Promise<void> =>
    act(service, running?.dps.idScope);
  return withService(flags, context, own, { side: 'provisioning' });
}

function rootOf({ group }: EnrolmentFlags): 'enrollmentgroups' | 'enrollments' {
  return group === true ? 'enrollmentgroups' : 'enrollments';
}

function pathOf(id: string, flags: EnrolmentFlags): string {
  return `/${rootOf(flags)}/${id}`;
}

function options(id: string, context: CommandContext, more: RequestOptions): RequestOptions {
  const query = { 'api-version': API_VERSION };
  return { query, subject: `enrolment ${id}`, signal: context.stop.signal, ...more };
}

/** A read of an enrolment does not tell its keys: they are asked for apart. */
async function keyOf(
  service: Service,
  { id, flags, context }: { id: string; flags: EnrolmentFlags; context: CommandContext },
): Promise<string | undefined> {
  const where = `${pathOf(id, flags)}/attestationmechanism`;
  const told = await service.request('POST', where, options(id, context, {}));
  const keys = partOf(told, 'symmetricKey');
  return textOf(keys, 'primaryKey');
}

function attestationOf(
  { primaryKey, certificate, group }: EnrolmentAddFlags,
  { cwd }: CommandContext,
): JsonObject {
  if (certificate === undefined) {
    const key = primaryKey ?? '';
    // an empty key is one that is to be made
    return { type: 'symmetricKey', symmetricKey: { primaryKey: key, secondaryKey: key } };
  }
  if (primaryKey !== undefined) {
    throw cliError('PNP_BAD_OPTION', 'a device proves itself by a key or by a certificate', {
      hint: 'leave out --primary-key or --certificate',
      where: { key: '--certificate' },
    });
  }
  const kind = group === true ? 'signingCertificates' : 'clientCertificates';
  const file = path.resolve(cwd, certificate);
  const primary = { certificate: readPem('--certificate', file, 'name a PEM file') };
  return { type: 'x509', x509: { [kind]: { primary } } };
}

function rowOf(enrolment: JsonObject): string[] {
  const id = textOf(enrolment, 'registrationId') ?? textOf(enrolment, 'enrollmentGroupId') ?? '';
  return [
    id,
    textOf(enrolment, 'provisioningStatus') ?? '',
    textOf(partOf(enrolment, 'attestation'), 'type') ?? '',
    textOf(enrolment, 'deviceId') ?? '',
  ];
}

function partOf(json: Json | undefined, name: string): Json | undefined {
  return isJsonObject(json) ? json[name] : undefined;
}

function textOf(json: Json | undefined, name: string): string | undefined {
  const value = partOf(json, name);
  return typeof value === 'string' ? value : undefined;
}
