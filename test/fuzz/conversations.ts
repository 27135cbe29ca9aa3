import { createHmac } from 'node:crypto';
import { generate, type IConnectPacket, type Packet } from 'mqtt-packet';
import { sasToken } from '../../packages/hub/test/sas-token.js';
import type { Place } from './fuzz-hub.js';

// What well-behaved clients say, to be spoilt. All of it is about the device `bad`.

const EXPIRES = Date.parse('2100-01-01T00:00:00Z');
const HUB_API = 'api-version=2021-04-12';
const DPS_API = 'api-version=2021-10-01';

export function keyIn(connectionString: string): string {
  return /SharedAccessKey=([^;]*)/u.exec(connectionString)?.[1] ?? '';
}

function ownerToken({ hostName, serviceConnectionString }: Place): string {
  const key = keyIn(serviceConnectionString);
  const token = sasToken({ sr: encodeURIComponent(hostName), key, expiresAt: EXPIRES });
  return `${token}&skn=iothubowner`;
}

function deviceToken({ hostName, bad }: Place): string {
  const sr = encodeURIComponent(`${hostName}/devices/bad`);
  return sasToken({ sr, key: keyIn(bad), expiresAt: EXPIRES });
}

function connect(fields: Partial<IConnectPacket>): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId: 'bad',
    clean: true,
    keepalive: 10,
    ...fields,
  };
}

function publish(topic: string, payload: string, messageId?: number): Packet {
  const fields = { topic, payload, dup: false, retain: false };
  return messageId === undefined
    ? { cmd: 'publish', qos: 0, ...fields }
    : { cmd: 'publish', qos: 1, messageId, ...fields };
}

function written(...packets: readonly Packet[]): Buffer {
  return Buffer.concat(packets.map((packet) => generate(packet)));
}

export function mqttConnect(place: Place): Buffer {
  const username = `${place.hostName}/bad/?${HUB_API}&model-id=dtmi:com:example:Bad;1`;
  const will = {
    topic: 'devices/bad/messages/events/',
    payload: Buffer.from('gone'),
    qos: 1,
    retain: false,
  } as const;
  return written(connect({ username, password: Buffer.from(deviceToken(place)), will }));
}

export function mqttSession(): Buffer {
  const subscriptions = [
    { topic: '$iothub/twin/res/#', qos: 0 },
    { topic: '$iothub/twin/PATCH/properties/desired/#', qos: 0 },
    { topic: '$iothub/methods/POST/#', qos: 0 },
    { topic: 'devices/bad/messages/devicebound/#', qos: 1 },
  ] as const;
  return written(
    { cmd: 'subscribe', messageId: 1, subscriptions: [...subscriptions] },
    publish('$iothub/twin/GET/?$rid=1', ''),
    publish(
      '$iothub/twin/PATCH/properties/reported/?$rid=2',
      '{"a":{"b":[1,2,null,"x"]},"c":null}',
    ),
    publish('devices/bad/messages/events/%24.ct=application%2Fjson&%24.sub=t&k=v', '{"t":1}', 2),
    publish('$iothub/methods/res/200/?$rid=1', '{"ok":true}'),
    { cmd: 'puback', messageId: 1 },
    { cmd: 'pingreq' },
    { cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['$iothub/methods/POST/#'] },
    { cmd: 'disconnect' },
  );
}

export function dpsConnect({ idScope, registrationKey }: Place): Buffer {
  const sr = `${idScope}/registrations/bad`;
  const token = sasToken({ sr, key: registrationKey, expiresAt: EXPIRES });
  const username = `${sr}/api-version=2019-03-31&ClientVersion=fuzz`;
  return written(connect({ username, password: Buffer.from(`${token}&skn=registration`) }));
}

export function dpsSession(): Buffer {
  const topic = '$dps/registrations';
  const subscriptions = [{ topic: `${topic}/res/#`, qos: 1 as const }];
  const body = '{"registrationId":"bad","payload":{"modelId":"dtmi:com:example:Bad;1"}}';
  return written(
    { cmd: 'subscribe', messageId: 1, subscriptions },
    publish(`${topic}/PUT/iotdps-register/?$rid=1`, body, 2),
    publish(`${topic}/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.5`, ' '),
  );
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  /** In pieces of these many characters; whole, with its length, when there are none. */
  readonly chunks?: number;
}

function asked({ method, path, headers = [], body, chunks }: Asked): string {
  const size = body === undefined ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  const length = chunks === undefined ? size : ['transfer-encoding: chunked'];
  const head = [`${method} ${path} HTTP/1.1`, 'host: localhost', ...headers, ...length];
  return `${head.join('\r\n')}\r\n\r\n${chunks === undefined ? (body ?? '') : chunked(body, chunks)}`;
}

function chunked(body = '', size: number): string {
  const pieces = body.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? [];
  const framed = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`);
  return `${framed.join('')}0\r\n\r\n`;
}

/** Requests of devices and of back ends, as many as there are kinds. */
export function httpRequests(place: Place): readonly Buffer[] {
  const owner = [`authorization: ${ownerToken(place)}`, 'content-type: application/json'];
  const device = [`authorization: ${deviceToken(place)}`, 'content-type: application/json'];
  const scope = place.idScope;
  const requests: readonly Asked[] = [
    { method: 'GET', path: `/devices?${HUB_API}`, headers: owner },
    {
      method: 'PUT',
      path: `/devices/worse?${HUB_API}`,
      headers: owner,
      body: '{"deviceId":"worse","authentication":{"type":"sas"}}',
    },
    { method: 'DELETE', path: `/devices/worse?${HUB_API}`, headers: [...owner, 'if-match: "*"'] },
    {
      method: 'POST',
      path: `/devices?${HUB_API}`,
      headers: owner,
      body: '[{"id":"worse","importMode":"createOrUpdate","tags":{"a":1}}]',
    },
    {
      method: 'PATCH',
      path: `/twins/bad?${HUB_API}`,
      headers: owner,
      body: '{"tags":{"site":"north"},"properties":{"desired":{"a":{"b":null}}}}',
      chunks: 9,
    },
    {
      method: 'POST',
      path: `/twins/bad/methods?${HUB_API}`,
      headers: owner,
      body: '{"methodName":"x","responseTimeoutInSeconds":5,"connectTimeoutInSeconds":1,"payload":[]}',
    },
    {
      method: 'POST',
      path: `/devices/query?${HUB_API}`,
      headers: [...owner, 'x-ms-max-item-count: 1'],
      body: `{"query":"SELECT deviceId, tags.a FROM devices WHERE (tags.a > 1 AND NOT is_defined(tags.b)) OR deviceId IN ['bad']"}`,
    },
    { method: 'GET', path: `/digitaltwins/bad?${HUB_API}`, headers: owner },
    {
      method: 'PATCH',
      path: `/digitaltwins/bad?${HUB_API}`,
      headers: owner,
      body: '[{"op":"add","path":"/a","value":1}]',
    },
    { method: 'GET', path: `/statistics/devices?${HUB_API}`, headers: owner },
    {
      method: 'POST',
      path: `/enrollments/query?${DPS_API}`,
      headers: owner,
      body: '{"query":"SELECT * FROM enrollments"}',
    },
    {
      method: 'PUT',
      path: `/enrollments/worse?${DPS_API}`,
      headers: owner,
      body: '{"registrationId":"worse","attestation":{"type":"symmetricKey"}}',
      chunks: 20,
    },
    {
      method: 'PUT',
      path: `/${scope}/registrations/bad/register?api-version=2021-06-01`,
      headers: device,
      body: '{"registrationId":"bad"}',
    },
    {
      method: 'POST',
      path: `/devices/bad/files?${HUB_API}`,
      headers: device,
      body: '{"blobName":"a/b.txt"}',
    },
    {
      method: 'PUT',
      path: '/files/bad/a.txt?sig=x&comp=block&blockid=AAAA',
      headers: ['x-ms-blob-type: BlockBlob', 'expect: 100-continue'],
      body: 'x'.repeat(2000),
      chunks: 300,
    },
    { method: 'POST', path: '/$pnp/faults', body: '{}' },
  ];
  return requests.map((request) => Buffer.from(asked(request)));
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const PATHS = { mqtt: '/$iothub/websocket', AMQPWSB10: '/$servicebus/websocket' } as const;

/** The request for a WebSocket. */
export function upgrade(subprotocol: keyof typeof PATHS): Buffer {
  const key = Buffer.from(GUID.slice(0, 16)).toString('base64');
  const headers = [
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${key}`,
    `sec-websocket-protocol: ${subprotocol}`,
  ];
  return Buffer.from(asked({ method: 'GET', path: PATHS[subprotocol], headers }));
}

const MASK = Buffer.from([1, 2, 3, 4]);

/** The frames of a client, masked: one message for each of these, a ping between them, and a close. */
export function webSocketFrames(messages: readonly Buffer[]): Buffer {
  const ping = frame(0x89, Buffer.from('ping'));
  const close = frame(0x88, Buffer.from([0x03, 0xe8]));
  return Buffer.concat([...messages.flatMap((message) => [frame(0x82, message), ping]), close]);
}

function frame(firstByte: number, payload: Buffer): Buffer {
  const length =
    payload.length < 126
      ? [0x80 | payload.length]
      : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  const masked = payload.map((byte, index) => byte ^ (MASK[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([firstByte, ...length]), MASK, masked]);
}

/** Nothing that means something, but always the same. */
export function noise(bytes: number): Buffer {
  return createHmac('sha512', 'noise').update(String(bytes)).digest().subarray(0, bytes);
}
