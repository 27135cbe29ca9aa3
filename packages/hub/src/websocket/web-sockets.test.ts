import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { duplexPair } from 'node:stream';
import { connect } from 'node:tls';
import { generate, parser, type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FakeClock } from '../../test/fake-clock.js';
import { nextEvent } from '../../test/next-event.js';
import { sasToken } from '../../test/sas-token.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';
import { webSockets } from './web-sockets.js';

let clock: FakeClock;
let hub: Hub;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
});
afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

const UPGRADE = [
  'GET /$iothub/websocket HTTP/1.1',
  'host: hub',
  'upgrade: websocket',
  'connection: Upgrade',
  'sec-websocket-version: 13',
  'sec-websocket-protocol: mqtt',
  'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n',
].join('\r\n');

describe('a WebSocket asked for', () => {
  it.each([
    ['behind a request', ''],
    ['behind two', 'GET /nothing/either HTTP/1.1\r\nhost: hub\r\n\r\n'],
  ])('%s in one write is opened once that is answered', async (_what, more) => {
    const { port, ca } = hub;
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    await once(socket, 'secureConnect');
    socket.write(`GET /nothing HTTP/1.1\r\nhost: hub\r\n\r\n${more}${UPGRADE}`);
    const answers = more === '' ? ['404'] : ['404', '404'];
    let heard = '';
    const statuses = (): readonly string[] =>
      [...heard.matchAll(/HTTP\/1\.1 (\d+)/gu)].map(([, status = '']) => status);
    while (statuses().length <= answers.length) {
      heard += String(((await once(socket, 'data')) as [Buffer])[0]);
    }
    expect(statuses()).toEqual([...answers, '101']);
    expect(clock.armed).toBe(1); // of MQTT, which waits for a CONNECT
    socket.destroy();
  });
});

it('a device that closes its WebSocket has left', async () => {
  const { primaryKey: key } = await hub.addDevice('dev1');
  const events = hub.events();
  const { ca, hostName, port } = hub;
  const client = new WebSocket(`wss://localhost:${port}/$iothub/websocket`, 'mqtt', { ca });
  await once(client, 'open');
  const sr = encodeURIComponent(`${hostName}/devices/dev1`);
  const packet: Packet = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId: 'dev1',
    clean: true,
    keepalive: 180,
    username: `${hostName}/dev1/?api-version=2021-04-12`,
    password: Buffer.from(sasToken({ sr, key, expiresAt: Date.parse('2100-01-01T00:00:00Z') })),
  };
  client.send(generate(packet));
  const [answer] = (await once(client, 'message')) as [Buffer];
  const heard: Packet[] = [];
  parser()
    .on('packet', (each) => heard.push(each))
    .parse(answer);
  expect(heard).toMatchObject([{ cmd: 'connack', returnCode: 0 }]);
  client.close();
  expect(await nextEvent(events, 'disconnected')).toMatchObject({ deviceId: 'dev1' });
});

it('a client that is lost while it is refused ends nobody but itself', () => {
  const [, socket] = duplexPair();
  const request = { url: '/nowhere', headers: {} } as IncomingMessage;
  webSockets([])(request, socket, Buffer.alloc(0));
  expect(() => socket.emit('error', new Error('ECONNRESET'))).not.toThrow();
  expect(socket.destroyed).toBe(true);
});
