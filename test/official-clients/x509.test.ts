import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import azureDevice, { Message, type Client } from 'azure-iot-device';
import azureMqtt from 'azure-iot-device-mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  makeAuthority,
  makeDevice,
  thumbprintsOf,
  type Certified,
} from '../support/device-certificates.js';
import { next } from '../support/on-hub.js';

const HOUR_MS = 3_600_000;

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  events = hub.events();
});
afterEach(() => hub.close());

/** Microsoft's client, open, with a certificate. */
async function open(
  connectionString: string,
  { chain, key }: Certified,
): Promise<{ readonly client: Client } & AsyncDisposable> {
  const client = azureDevice.Client.fromConnectionString(connectionString, azureMqtt.Mqtt);
  await client.setOptions({ ca: hub.ca, cert: chain, key });
  await client.open();
  return { client, [Symbol.asyncDispose]: async () => void (await client.close()) };
}

/** Connects and sends telemetry that arrives. */
async function lives(deviceId: string, certified: Certified): Promise<void> {
  await using device = await open(hub.connectionString(deviceId), certified);
  await device.client.sendEvent(new Message('21'));
  expect(await next(events, 'telemetry')).toMatchObject({ deviceId });
}

/** Tries to connect; why the hub would not have it. */
async function refusalOf(deviceId: string, certified: Certified): Promise<string> {
  await expect(open(hub.connectionString(deviceId), certified)).rejects.toThrow('Not authorized');
  const { reason, detail } = await next(events, 'refused');
  expect(reason).toBe('certificate-invalid');
  return detail;
}

describe('a device known by the thumbprint of its certificate', () => {
  it.each(['sha1', 'sha256'] as const)('connects, by either, as %s', async (kind) => {
    const [first, second] = await Promise.all([makeDevice('one'), makeDevice('another')]);
    await hub.addDevice('dev1', {
      x509: {
        primaryThumbprint: thumbprintsOf(first)[kind],
        secondaryThumbprint: thumbprintsOf(second)[kind],
      },
    });
    expect(hub.connectionString('dev1')).toMatch(/;DeviceId=dev1;x509=true$/);
    await lives('dev1', first);
    await lives('dev1', second);
  });

  it('is refused with another certificate of the same name', async () => {
    const known = await makeDevice('dev1');
    const { sha256: primaryThumbprint } = thumbprintsOf(known);
    await hub.addDevice('dev1', { x509: { primaryThumbprint } });
    expect(await refusalOf('dev1', await makeDevice('dev1'))).toMatch(/thumbprint/);
  });

  it('is refused once its certificate has expired', async () => {
    const old = await makeDevice('dev1', { validTo: new Date(Date.now() - HOUR_MS) });
    const { sha256: primaryThumbprint } = thumbprintsOf(old);
    await hub.addDevice('dev1', { x509: { primaryThumbprint } });
    expect(await refusalOf('dev1', old)).toMatch(/not valid at this time/);
  });
});

describe('a device whose certificate an authority signs', () => {
  let root: Certified;

  beforeEach(async () => {
    root = await makeAuthority('root');
    await hub.addAuthority(root.certificate);
    await hub.addDevice('dev1', { x509: 'ca' });
  });

  it('connects', async () => {
    await lives('dev1', await makeDevice('dev1', { issuedBy: root }));
  });

  it('connects with an intermediate between, which it sends along', async () => {
    const intermediate = await makeAuthority('intermediate', { issuedBy: root });
    const further = await makeAuthority('further', { issuedBy: intermediate });
    const device = await makeDevice('dev1', { issuedBy: further });
    await lives('dev1', device);
    const alone = { ...device, chain: device.certificate };
    expect(await refusalOf('dev1', alone)).toMatch(/no authority/);
  });

  it('connects with an id that has a comma and more in it', async () => {
    const deviceId = "pump,1-(2):=@$'!";
    await hub.addDevice(deviceId, { x509: 'ca' });
    await lives(deviceId, await makeDevice(deviceId, { issuedBy: root }));
  });

  it.each([
    ['of another name', 'dev2', {}, /common name/],
    ['that has expired', 'dev1', { validTo: new Date(Date.now() - HOUR_MS) }, /not valid/],
    ['that is not valid yet', 'dev1', { validFrom: new Date(Date.now() + HOUR_MS) }, /not valid/],
  ])('is refused with a certificate %s', async (_what, name, validity, message) => {
    const device = await makeDevice(name, { issuedBy: root, ...validity });
    expect(await refusalOf('dev1', device)).toMatch(message);
  });

  it.each([false, true])(
    'is refused with a certificate of an authority of the same name, bare: %s',
    async (bare) => {
      const stranger = await makeAuthority('root', { bare });
      const device = await makeDevice('dev1', { issuedBy: stranger, bare });
      expect(await refusalOf('dev1', device)).toMatch(/no authority/);
    },
  );

  it.each([false, true])(
    'is refused with a certificate that another device has signed, bare: %s',
    async (bare) => {
      const other = await makeDevice('dev2', { issuedBy: root, bare });
      const device = await makeDevice('dev1', { issuedBy: other, bare });
      expect(await refusalOf('dev1', device)).toMatch(/no authority/);
    },
  );

  it('connects with bare certificates', async () => {
    const bare = await makeAuthority('bare', { bare: true });
    await hub.addAuthority(bare.certificate);
    await lives('dev1', await makeDevice('dev1', { issuedBy: bare, bare: true }));
  });

  it('is refused when an intermediate has expired', async () => {
    const validTo = new Date(Date.now() - HOUR_MS);
    const intermediate = await makeAuthority('intermediate', { issuedBy: root, validTo });
    const device = await makeDevice('dev1', { issuedBy: intermediate });
    expect(await refusalOf('dev1', device)).toMatch(/no authority/);
  });

  it('is refused once the hub no longer knows the authority', async () => {
    const device = await makeDevice('dev1', { issuedBy: root });
    await hub.removeAuthority(thumbprintsOf(root).sha256);
    expect(await refusalOf('dev1', device)).toMatch(/no authority/);
  });
});

it('a device uploads a file by its certificate', async () => {
  const device = await makeDevice('dev1');
  const { sha256: primaryThumbprint } = thumbprintsOf(device);
  await hub.addDevice('dev1', { x509: { primaryThumbprint } });
  const asked = request({
    host: 'localhost',
    port: hub.port,
    ca: hub.ca,
    cert: device.certificate,
    key: device.key,
    method: 'POST',
    path: '/devices/dev1/files?api-version=2021-04-12',
  });
  asked.end('{"blobName":"log.txt"}');
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  expect(await json(response)).toMatchObject({ blobName: 'dev1/log.txt' });
});

it('a device with keys is refused when it shows a certificate alone', async () => {
  const root = await makeAuthority('root');
  await hub.addAuthority(root.certificate);
  await hub.addDevice('dev1');
  const connectionString = `HostName=${hub.hostName};DeviceId=dev1;x509=true`;
  const device = await makeDevice('dev1', { issuedBy: root });
  await expect(open(connectionString, device)).rejects.toThrow('Not authorized');
  expect(await next(events, 'refused')).toMatchObject({ reason: 'token-invalid' });
});

it('a device known by a certificate is refused when it shows a token alone', async () => {
  const { sha256: primaryThumbprint } = thumbprintsOf(await makeDevice('dev1'));
  await hub.addDevice('dev1', { x509: { primaryThumbprint } });
  const key = Buffer.alloc(32).toString('base64');
  const connectionString = `HostName=${hub.hostName};DeviceId=dev1;SharedAccessKey=${key}`;
  const client = azureDevice.Client.fromConnectionString(connectionString, azureMqtt.Mqtt);
  await client.setOptions({ ca: hub.ca });
  await expect(client.open()).rejects.toThrow('Not authorized');
  expect(await next(events, 'refused')).toMatchObject({ reason: 'signature-mismatch' });
});

it.each([
  ['a text', 'no certificate'],
  ['the certificate of a device', undefined],
])('%s is no authority', async (_what, text) => {
  const pem = text ?? (await makeDevice('dev1')).certificate;
  await expect(hub.addAuthority(pem)).rejects.toMatchObject({
    code: 'PNP_HUB_CERTIFICATE_INVALID',
  });
});

it('a device behind a gateway dials that, and means the hub by its own name', async () => {
  await using named = await startHub({ port: 0, hostName: 'hub.example' });
  await named.addDevice('leaf');
  const seen = named.events();
  const own = named.connectionString('leaf');
  expect(own).toContain('HostName=hub.example:');
  const connectionString = `${own};GatewayHostName=localhost:${named.port}`;
  const client = azureDevice.Client.fromConnectionString(connectionString, azureMqtt.Mqtt);
  await client.setOptions({ ca: named.ca });
  await client.open();
  await client.sendEvent(new Message('21'));
  expect(await next(seen, 'telemetry')).toMatchObject({ deviceId: 'leaf' });
  await client.close();
});
