import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import type { IConnectPacket } from 'mqtt-packet';
import { MqttTestClient } from '../../test/mqtt-test-client.js';
import { nextEvent } from '../../test/next-event.js';
import { sasToken } from '../../test/sas-token.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');
const FUTURE = Date.parse('2100-01-01T00:00:00Z');
const MODULE = { clientId: 'dev1/mod1', username: 'localhost/dev1/mod1/?api-version=2021-04-12' };

let hub: Hub;

beforeAll(async () => {
  hub = await startHub({ port: 0 });
  await hub.addDevice('dev1', { primaryKey: KEY });
});

afterAll(() => hub.close());

function password(sr: string, suffix = ''): { readonly password: Buffer } {
  return { password: Buffer.from(sasToken({ sr, key: KEY, expiresAt: FUTURE }) + suffix) };
}

describe('CONNECT', () => {
  it.each([
    ['the host without its port', 'localhost'],
    ['the host in capitals', 'LOCALHOST'],
    ['the dotted name', 'hub.localhost'],
    ['an address', '127.0.0.1'],
    ['the other address', '127.0.0.2'],
  ])('is accepted with %s', async (_name, host) => {
    await using client = await MqttTestClient.open(hub);
    const username = `${host}/dev1/?api-version=2021-04-12`;
    const connack = await client.connect({ username, ...password(`${host}%2fdevices%2Fdev1`) });
    expect(connack.returnCode).toBe(0);
  });

  it('is accepted with a resource that is not encoded', async () => {
    await using client = await MqttTestClient.open(hub);
    const connack = await client.connect(password(`${hub.hostName}/devices/dev1`));
    expect(connack.returnCode).toBe(0);
  });

  const refusals: readonly (readonly [string, number, Partial<IConnectPacket> & object])[] = [
    ['protocol-version', 1, { protocolVersion: 5 }],
    ['protocol-version', 1, { protocolVersion: 3, protocolId: 'MQIsdp' }],
    ['client-id-mismatch', 2, { clientId: 'dev2' }],
    ['username-invalid', 5, { username: 'dev1' }],
    ['wrong-host', 5, { username: 'elsewhere.azure-devices.net/dev1/?api-version=2021-04-12' }],
    ['wrong-host', 5, { username: 'localhost:1/dev1/?api-version=2021-04-12' }],
    ['token-invalid', 5, { password: Buffer.from('secret') }],
    ['wrong-resource', 5, password('localhost%2Fdevices%2Fdev2')],
    ['wrong-resource', 5, password('elsewhere%2Fdevices%2Fdev1')],
    ['wrong-resource', 5, password('localhost')],
    ['policy-unknown', 5, password('localhost%2Fdevices%2Fdev1', '&skn=service')],
    ['module-unknown', 5, MODULE],
    ['will-invalid', 5, { will: { topic: 'a/b', payload: Buffer.from('x') } }],
  ];

  it.each(refusals)('is refused for %s with %i', async (reason, returnCode, fields) => {
    const events = hub.events();
    await using client = await MqttTestClient.open(hub);
    expect((await client.connect(fields)).returnCode).toBe(returnCode);
    await client.gone;
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason });
  });

  it.each([
    ['device-unknown', { target: 'nobody', key: KEY }],
    ['signature-mismatch', { key: OTHER_KEY }],
    ['token-expired', { expiresAt: Date.parse('2001-01-01T00:00:00Z') }],
  ])('is refused for %s with 5', async (reason, fields) => {
    const events = hub.events();
    await using client = await MqttTestClient.open(hub);
    expect((await client.connect(fields)).returnCode).toBe(5);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason });
  });

  it('leaves no part of a token in an event', async () => {
    const events = hub.events();
    await using client = await MqttTestClient.open(hub);
    const token = sasToken({ sr: 'localhost%2Fdevices%2Fdev1', key: OTHER_KEY, expiresAt: FUTURE });
    await client.connect({ password: Buffer.from(token) });
    const text = JSON.stringify(await nextEvent(events, 'refused'));
    const signature = /sig=(.{12})/u.exec(token)?.[1] ?? '';
    expect(signature).toHaveLength(12);
    expect(text).not.toContain(signature);
    expect(text).not.toContain('SharedAccessSignature');
  });
});
