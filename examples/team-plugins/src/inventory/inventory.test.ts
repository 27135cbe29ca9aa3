import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { PnpError } from '@iotpnp/core';
import { FakeClock, provisioningContract, ProvisioningBench, settled } from '@iotpnp/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import definition, { inventory } from './inventory.js';

const KEY = Buffer.from('the key of pump-7').toString('base64');
const PUMP = `HostName=broker.acme.example;DeviceId=pump-7;SharedAccessKey=${KEY}`;
const far = {
  clock: new FakeClock(),
  patienceMs: 1_000,
  turn: settled,
  secrets: [KEY],
  async [Symbol.asyncDispose]() {},
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'acme-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe.each([
  [
    'YAML',
    'inventory.yaml',
    `devices:\n  - { device: pump, connectionString: '${PUMP}', ca: ca.pem }\n`,
  ],
  [
    'JSON',
    'inventory.json',
    JSON.stringify({ devices: [{ device: 'pump', connectionString: PUMP, ca: 'ca.pem' }] }),
  ],
])('an inventory in %s', (_format, name, text) => {
  provisioningContract({
    // without `skip`: no service is asked, so those tests are not declared at all
    test: (fact, run) => it(fact, run),
    supports: { service: false, cache: false },
    async open() {
      write('ca.pem', 'PEM');
      const plugin = inventory({ file: write(name, text), device: 'pump' });
      const expected = { hub: 'broker.acme.example', deviceId: 'pump-7', ca: 'PEM' };
      return { ...far, plugin, expected, key: KEY };
    },
  });
});

/** Why there is no identity. */
async function refusal(text: string, device?: string): Promise<PnpError> {
  const plugin = inventory({ file: write('inventory.yaml', text) });
  const expected = { hub: '', deviceId: '' };
  await using bench = new ProvisioningBench({ ...far, plugin, expected });
  return (await bench.refusal({ device })) as PnpError;
}

describe('a fault of the inventory', () => {
  it.each([
    [
      'an entry without a connection string',
      'devices: [{ device: a }]',
      'devices.0.connectionString',
    ],
    [
      'an entry whose connection string lacks a part',
      `devices: [{ device: a, connectionString: 'HostName=h;SharedAccessKey=${KEY}' }]`,
      'devices.0.connectionString',
    ],
    [
      'a device twice',
      `devices: [{ device: a, connectionString: '${PUMP}' }, { device: a, connectionString: '${PUMP}' }]`,
      'devices.1.device',
    ],
    [
      'a certificate that is not there',
      `devices: [{ device: a, connectionString: '${PUMP}', ca: none.pem }]`,
      'devices.a.ca',
    ],
    ['no list', 'devices: 7', 'devices'],
    ['no YAML', `devices: [\n  { device: a, connectionString: '${PUMP}`, undefined],
  ])('%s is told with the file and the entry, and without a key', async (_what, text, key) => {
    const error = await refusal(text, 'a');
    expect(error.code).toBe('PNP_ACME_INVENTORY');
    expect(error.where).toEqual({ file: path.join(folder, 'inventory.yaml'), key });
    expect(inspect(error, { depth: 9 })).not.toContain(KEY);
  });

  it('a device that is not in it is told, with those that are', async () => {
    const text = `devices: [{ device: pump, connectionString: '${PUMP}' }]`;
    expect(await refusal(text, 'pmup')).toMatchObject({
      code: 'PNP_ACME_UNKNOWN_DEVICE',
      hint: 'add it, or name another: pump',
    });
    expect((await refusal(text)).message).toContain('nothing says which device');
  });
});

it('takes the options of its definition', async () => {
  const schema = definition.options['~standard'];
  expect((await schema.validate({ file: 'a', device: 'b' })).issues).toBeUndefined();
  expect((await schema.validate({ flie: 'a' })).issues).toHaveLength(2);
});
