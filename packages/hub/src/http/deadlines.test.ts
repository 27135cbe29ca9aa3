import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { httpsRequest, ownerToken } from '../../test/https-request.js';
import { MqttTestClient } from '../../test/mqtt-test-client.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const FAULTS = '/$pnp/faults';

let clock: FakeClock;
let hub: Hub;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
});

afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

/** A client over bare TLS, whose every byte is the test's. */
class BareClient implements AsyncDisposable {
  readonly socket: TLSSocket;
  readonly gone: Promise<unknown>;
  #heard = '';
  #onData: () => void = () => {};

  constructor(socket: TLSSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.#heard += chunk.toString('latin1');
      this.#onData();
    });
    this.gone = new Promise((resolve) => socket.once('close', resolve));
  }

  static async open(): Promise<BareClient> {
    const { port, ca } = hub;
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    await once(socket, 'secureConnect');
    return new BareClient(socket);
  }

  /** What has come, once it holds this. */
  async until(text: string): Promise<string> {
    while (!this.#heard.includes(text)) {
      await new Promise<void>((resolve) => (this.#onData = resolve));
    }
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.gone;
  }
}

/** Everything sent before is at the hub: another client was answered behind it. */
async function settled(): Promise<void> {
  const reply = await httpsRequest(hub, 'GET', FAULTS, { token: ownerToken(hub) });
  expect(reply.status).toBe(200);
}

describe('a client that', () => {
  it('sends its headers byte by byte has 15 s for them, and others are served meanwhile', async () => {
    await using slow = await BareClient.open();
    const headers = `GET ${FAULTS} HTTP/1.1\r\nhost: localhost\r\nx-slow: `;
    for (const byte of headers) slow.socket.write(byte);
    await settled();
    for (let second = 0; second < 14; second += 1) {
      slow.socket.write('x');
      clock.advance(1000);
      await settled();
    }
    expect(slow.socket.destroyed).toBe(false);
    slow.socket.write('x');
    clock.advance(1000);
    await slow.gone;
    await settled();
  });

  it('has sent its headers in time is answered', async () => {
    await using client = await BareClient.open();
    client.socket.write(`GET ${FAULTS} HTTP/1.1\r\n`);
    await settled();
    clock.advance(14_999);
    client.socket.write('host: localhost\r\n\r\n');
    expect(await client.until('Unauthorized')).toMatch(/^HTTP\/1.1 401 /u);
    clock.advance(14_999);
    await settled();
    expect(client.socket.destroyed).toBe(false);
  });

  it('asks again has a minute, from one answer to the end of the next headers', async () => {
    await using client = await BareClient.open();
    const ask = `GET ${FAULTS} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
    client.socket.write(ask);
    await client.until('Unauthorized');
    client.socket.write(ask.slice(0, -2));
    await settled();
    clock.advance(59_999);
    client.socket.write('\r\n');
    await client.until('Unauthorized');
    client.socket.write(ask.slice(0, -2));
    await settled();
    clock.advance(60_000);
    await client.gone;
  });

  it('sends its body byte by byte has 5 min for it', async () => {
    await using slow = await BareClient.open();
    const head = [`POST ${FAULTS} HTTP/1.1`, 'host: localhost', 'content-length: 1000'];
    slow.socket.write(`${head.join('\r\n')}\r\nauthorization: ${ownerToken(hub)}\r\n\r\n{`);
    for (let minute = 0; minute < 4; minute += 1) {
      await settled();
      clock.advance(60_000);
      slow.socket.write(' ');
    }
    await settled();
    clock.advance(59_999);
    await settled();
    expect(slow.socket.destroyed).toBe(false);
    clock.advance(1);
    await slow.gone;
  });

  it('says nothing after the handshake is let go after 15 s', async () => {
    await using silent = await BareClient.open();
    await settled();
    clock.advance(14_999);
    await settled();
    expect(silent.socket.destroyed).toBe(false);
    clock.advance(1);
    await silent.gone;
  });
});

describe('headers', () => {
  it('of 15 KB are taken, above 16 KB answered 431', async () => {
    const headers = (kilobytes: number) => ({ 'x-large': 'x'.repeat(kilobytes * 1024) });
    expect((await httpsRequest(hub, 'GET', '/', { headers: headers(15) })).status).toBe(404);
    expect((await httpsRequest(hub, 'GET', '/', { headers: headers(17) })).status).toBe(431);
  });

  it('and a request that is none end one connection alone', async () => {
    await using device = await MqttTestClient.connected(hub);
    await using client = await BareClient.open();
    client.socket.write(
      'GET / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    await client.gone;
    expect(await device.settled()).toEqual([]);
  });
});

it('a connection serves one request after another, each with its own deadlines', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const token = ownerToken(hub);
  for (let count = 0; count < 20; count += 1) {
    const reply = await httpsRequest(hub, 'GET', FAULTS, { token, agent });
    expect(reply.status).toBe(200);
    clock.advance(20_000);
  }
  agent.destroy();
});
