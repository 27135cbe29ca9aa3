import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PnpError, Secret, type PnpErrorCode, type Problem } from '@iotpnp/core';
import { parse } from 'yaml';
import { z } from 'zod';

const PARTS = /^HostName=([^;]+);DeviceId=([^;]+);SharedAccessKey=([A-Za-z0-9+/]+={0,2})$/u;

const file = z.strictObject({
  devices: z.array(
    z.strictObject({
      device: z.string().min(1),
      connectionString: z
        .string()
        .regex(PARTS, 'must be HostName=...;DeviceId=...;SharedAccessKey=...'),
      ca: z.string().min(1).optional(),
    }),
  ),
});

/** A device as the inventory has it. */
export interface InventoryEntry {
  /** Its name in the inventory. */
  readonly device: string;
  readonly hub: string;
  readonly deviceId: string;
  readonly key: Secret;
  /** PEM text. */
  readonly ca?: string;
}

/**
 * The devices of an inventory, checked: all faults at once, each with the file and the entry, none with a key in it.
 * @throws {PnpError} `PNP_ACME_INVENTORY`
 */
export async function readInventory(name: string): Promise<readonly InventoryEntry[]> {
  const result = file.safeParse(await contentOf(name));
  const faults = result.error?.issues ?? repeated(result.data?.devices ?? []);
  const problems = faults.map(({ path: at, message }): Problem => {
    const key = at.map(String).join('.');
    const hint = `correct ${key || 'the file'}: an entry is { device, connectionString, ca? }`;
    return problem('PNP_ACME_INVENTORY', `${key || 'the inventory'}: ${message}`, {
      file: name,
      key,
      hint,
    });
  });
  if (problems.length > 0) throw PnpError.of(problems);
  return Promise.all((result.data?.devices ?? []).map((entry) => read(entry, name)));
}

interface Place {
  readonly file: string;
  readonly key: string;
  readonly hint: string;
}

export function inventoryFault(code: PnpErrorCode, message: string, place: Place): PnpError {
  return PnpError.of([problem(code, message, place)]);
}

function problem(code: PnpErrorCode, message: string, { file: name, key, hint }: Place): Problem {
  return { code, message, hint, where: { file: path.resolve(name), key: key || undefined } };
}

async function contentOf(name: string): Promise<unknown> {
  try {
    return parse(await readFile(name, 'utf8')) as unknown; // JSON is YAML too
  } catch (error) {
    const { code, linePos } = error as {
      readonly code?: string;
      readonly linePos?: readonly { readonly line: number }[];
    };
    // what the parser says quotes the line, and a key may be in it
    const line = linePos?.[0]?.line;
    const why = line === undefined ? (code ?? 'it is no text') : `a fault of YAML in line ${line}`;
    const hint = 'correct the file, or name another in the option `file`';
    throw inventoryFault('PNP_ACME_INVENTORY', `the inventory cannot be read: ${why}`, {
      file: name,
      key: '',
      hint,
    });
  }
}

function repeated(devices: readonly { readonly device: string }[]) {
  const names = devices.map(({ device }) => device);
  return names.flatMap((device, at) =>
    names.indexOf(device) === at
      ? []
      : [{ path: ['devices', at, 'device'], message: `${device} is there already` }],
  );
}

/** A certificate's path is relative to the inventory. */
async function read(
  {
    device,
    connectionString,
    ca,
  }: { device: string; connectionString: string; ca?: string | undefined },
  name: string,
): Promise<InventoryEntry> {
  const [, hub = '', deviceId = '', key = ''] = PARTS.exec(connectionString) ?? [];
  const identity = { device, hub, deviceId, key: new Secret(key) };
  if (ca === undefined) return identity;
  try {
    return { ...identity, ca: await readFile(path.resolve(path.dirname(name), ca), 'utf8') };
  } catch {
    const hint = `correct ca of ${device}, which is relative to the inventory`;
    const place = { file: name, key: `devices.${device}.ca`, hint };
    throw inventoryFault('PNP_ACME_INVENTORY', `there is no certificate ${ca}`, place);
  }
}
