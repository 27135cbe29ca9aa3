import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import type { Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpsRequest, ownerToken } from '../../packages/hub/test/https-request.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { sasToken } from '../../packages/hub/test/sas-token.js';

/*
 * What must never be told: keys of devices, policies and enrolments, signatures of tokens as they are
 * and percent-encoded, places of uploads. Not in an event, an error, an answer that refuses, a log.
 */

const far = Date.parse('2100-01-01T00:00:00Z');
const API = 'api-version=2021-04-12';

let hub: Hub;
let secrets: Set<string>;
/** All that the hub has said, but for what it was asked for. */
let told: string[];
let events: Promise<unknown>;
let prints: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }[];

beforeEach(async () => {
  secrets = new Set();
  told = [];
  prints = [
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name)),
    vi.spyOn(process, 'emitWarning'),
  ];
  hub = await startHub({ port: 0 });
  const reading = hub.events();
  events = (async () => {
    for await (const event of reading) told.push(textOf(event));
  })();
  for (const text of [hub.serviceConnectionString, hub.dps.serviceConnectionString])
    keep(keyIn(text));
  keep(hub.dps.groupKey ?? '');
  for (const id of ['dev1', 'dev2']) {
    const { primaryKey, secondaryKey } = await hub.addDevice(id);
    keep(primaryKey, secondaryKey);
  }
  const { primaryKey, secondaryKey } = await hub.addModule('dev1/mod1');
  keep(primaryKey, secondaryKey);
});

afterEach(async () => {
  await hub.close();
  vi.restoreAllMocks();
});

/** With bodies as text, as a log would show them. */
function textOf(event: HubEvent): string {
  return JSON.stringify(event, (_key, value: unknown) => {
    const { type, data } = (value ?? {}) as { type?: unknown; data?: number[] };
    return type === 'Buffer' && data !== undefined ? Buffer.from(data).toString() : value;
  });
}

function keyIn(connectionString: string): string {
  return /SharedAccessKey=([^;]*)/u.exec(connectionString)?.[1] ?? '';
}

function keep(...found: string[]): void {
  for (const secret of found) {
    expect(secret.length).toBeGreaterThan(10);
    secrets.add(secret);
    secrets.add(encodeURIComponent(secret));
    secrets.add(secret.replaceAll('+', ' '));
    // A part of one is enough to be a fault.
    secrets.add(secret.slice(0, 16));
    secrets.add(secret.slice(-16));
  }
}

/** A token, whose signature is a secret from now on. */
function token(sr: string, key: string, expiresAt = far): string {
  const text = sasToken({ sr: encodeURIComponent(sr), key, expiresAt });
  const encoded = /sig=([^&]*)/u.exec(text)?.[1] ?? '';
  keep(decodeURIComponent(encoded));
  return text;
}

function owner(): string {
  const text = ownerToken(hub);
  keep(decodeURIComponent(/sig=([^&]*)/u.exec(text)?.[1] ?? ''));
  return text;
}

function deviceKey(target = 'dev1'): string {
  return keyIn(hub.connectionString(target));
}

/** What was answered, when that was no success: those may hold what was asked for. */
async function http(method: string, path: string, sent: Parameters<typeof httpsRequest>[3] = {}) {
  const reply = await httpsRequest(hub, method, path, sent);
  if ((reply.status ?? 0) >= 300) told.push(JSON.stringify(reply));
  return reply;
}

async function mqtt(packet: Parameters<MqttTestClient['connect']>[0]): Promise<void> {
  await using client = await MqttTestClient.open(hub);
  try {
    told.push(JSON.stringify(await client.connect(packet)));
  } catch (error) {
    told.push(String(error));
  }
}

async function fails(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    const { message, hint, where, cause } = error as Error & Record<string, unknown>;
    told.push([message, JSON.stringify({ hint, where }), String(cause), String(error)].join('\n'));
    return;
  }
  throw new Error('this should have failed');
}

async function nothingTold(): Promise<void> {
  await hub.close();
  await events;
  const printed = prints.flatMap(({ mock }) =>
    mock.calls.map((call) => call.map(String).join(' ')),
  );
  const all = [...told, ...printed].join('\n');
  expect(told.length).toBeGreaterThan(3);
  expect([...secrets].filter((secret) => all.includes(secret))).toEqual([]);
  expect(all).not.toMatch(/sig=|sig%3D|SharedAccessKey=\w|PRIVATE KEY/iu);
}

describe('no secret is told', () => {
  it('by what devices and back ends do with success', async () => {
    const { hostName } = hub;
    await using client = await MqttTestClient.connected(hub, {
      password: Buffer.from(token(`${hostName}/devices/dev1`, deviceKey())),
    });
    await client.subscribe('$iothub/twin/res/#', '$iothub/methods/POST/#');
    client.publish('devices/dev1/messages/events/a=b', '{"t":1}', { qos: 1, messageId: 1 });
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', '{"a":1}');
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=2', '{"a.b":1}');
    told.push(JSON.stringify((await client.settled()).map(readable)));
    hub.desire('dev1', { a: 1 });
    hub.sendToDevice('dev1', 'x', { ack: 'full' });
    const file = token(`${hostName}/devices/dev1`, deviceKey());
    const begun = await http('POST', `/devices/dev1/files?${API}`, {
      token: file,
      body: { blobName: 'f' },
    });
    const { correlationId, sasToken: place } = JSON.parse(begun.body) as Record<string, string>;
    keep(/sig=([^&]*)/u.exec(place ?? '')?.[1] ?? '');
    await http('PUT', `/files/dev1/f${place}`, { body: 'content' });
    await http('POST', `/devices/dev1/files/notifications?${API}`, {
      token: file,
      body: { correlationId, isSuccess: true },
    });
    const made = await http('PUT', `/devices/dev3?${API}`, {
      token: owner(),
      body: { deviceId: 'dev3' },
    });
    expect(made.status).toBe(200);
    keep(deviceKey('dev3'));
    await hub.dps.addEnrolment('reg1');
    await hub.recreate('dev1');
    await hub.removeDevice('dev3');
    await nothingTold();
  });

  it('to who is refused with a token that is none, is of another or is over', async () => {
    const { hostName } = hub;
    const tokens = [
      token(`${hostName}/devices/dev2`, deviceKey('dev2')),
      token(`${hostName}/devices/dev1`, deviceKey('dev2')),
      token(`${hostName}/devices/dev1`, deviceKey(), Date.now() - 60_000),
      token(`elsewhere/devices/dev1`, deviceKey()),
      `${token(`${hostName}/devices/dev1`, deviceKey())}&skn=nobody`,
      token(`${hostName}/devices/dev1`, deviceKey()).replace('SharedAccessSignature', 'Signature'),
      deviceKey(),
      hub.connectionString('dev1'),
    ];
    for (const password of tokens) {
      await mqtt({ password: Buffer.from(password) });
      await http('GET', `/devices/dev1?${API}`, { token: password });
      await http('GET', '/$pnp/faults', { token: password });
      await http('POST', `/devices/dev1/files?${API}`, {
        token: password,
        body: { blobName: 'f' },
      });
      await http('GET', `/enrollments/reg1?api-version=2021-10-01`, { token: password });
      await http('PUT', `/${hub.dps.idScope}/registrations/reg1/register?api-version=2021-06-01`, {
        token: password,
        body: { registrationId: 'reg1' },
      });
      const username = `${hub.dps.idScope}/registrations/reg1/api-version=2019-03-31`;
      await mqtt({ clientId: 'reg1', username, password: Buffer.from(password) });
    }
    await nothingTold();
  });

  it('of what was put in the wrong place', async () => {
    const { hostName } = hub;
    const text = token(`${hostName}/devices/dev1`, deviceKey());
    const connectionString = hub.connectionString('dev1');
    for (const secret of [text, connectionString, owner(), hub.serviceConnectionString]) {
      const encoded = encodeURIComponent(secret);
      await mqtt({ username: secret });
      await mqtt({ username: `${secret}/dev1/?${API}` });
      await mqtt({ username: `${hostName}/${secret}/?${API}`, clientId: secret });
      await mqtt({ username: `${hostName}/dev1/${secret}/?${API}` });
      await mqtt({ username: `${hub.dps.idScope}/registrations/${secret}/api-version=2019-03-31` });
      await http('GET', `/devices/${encoded}?${API}`, { token: text });
      await http('GET', `/${encoded}?${API}`, { token: owner() });
      await http('POST', `/devices/${encoded}/files?${API}`, { body: { blobName: 'f' } });
      await http('PUT', `/files/dev1/f?sig=${encoded}`, { body: 'x' });
      await http('POST', `/$pnp/faults?sig=${encoded}`, { token: owner(), body: secret });
      await http('POST', `/twins/dev1/methods?${API}`, { token: owner(), body: secret });
    }
    await nothingTold();
  });

  it('by errors of code that was given them', async () => {
    const key = `${deviceKey()}!`;
    await fails(() => hub.addDevice('dev4', { primaryKey: key }));
    await fails(() => hub.dps.addEnrolment('reg1', { symmetricKey: { primaryKey: key } }));
    const body = {
      deviceId: 'dev4',
      authentication: { type: 'sas', symmetricKey: { primaryKey: key, secondaryKey: key } },
    };
    const refused = await http('PUT', `/devices/dev4?${API}`, { token: owner(), body });
    expect(refused.status).toBe(400);
    await fails(() => hub.invoke('dev1', 'm'));
    await fails(() => hub.twin('nobody'));
    await nothingTold();
  });
});

describe('a hub', () => {
  it('makes keys anew, each of 32 random bytes', async () => {
    await using other = await startHub({ port: 0 });
    await other.addDevice('dev1');
    const keys = [
      ...[hub, other].flatMap((each) => [
        keyIn(each.serviceConnectionString),
        keyIn(each.dps.serviceConnectionString),
        each.dps.groupKey ?? '',
        keyIn(each.connectionString('dev1')),
      ]),
      (await other.addDevice('dev1')).secondaryKey,
    ];
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(Buffer.from(key, 'base64').length).toBeGreaterThanOrEqual(32);
  });

  it('listens on the loopback alone, unless it is told otherwise', async () => {
    expect(hub.host).toBe('127.0.0.1');
    await using everywhere = await startHub({ port: 0, host: '0.0.0.0' });
    expect(everywhere.host).toBe('0.0.0.0');
  });
});

function readable(packet: Packet): object {
  return 'payload' in packet ? { ...packet, payload: String(packet.payload) } : packet;
}
