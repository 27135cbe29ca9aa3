import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { memoryStore } from '../store/hub-store.js';
import { certificatesFor, type Certificates } from './certificates.js';
import { FrontDoor, type Protocol } from './front-door.js';
import { serverNames } from './server-names.js';

const HOST = '127.0.0.1';
const MAX_CONNECTIONS = 3;

let clock: FakeClock;
let certificates: Certificates;
let door: FrontDoor;
let open: Socket[];

/** Says back what it hears. */
const echo: Protocol = {
  recognises: (firstByte) => firstByte === 0x65,
  accept(socket, first) {
    socket.write(first);
    socket.pipe(socket);
  },
};

beforeEach(async () => {
  clock = new FakeClock();
  open = [];
  certificates = await certificatesFor(memoryStore(), serverNames([HOST]).all, new Date());
  const protocols = [echo];
  const maxConnections = MAX_CONNECTIONS;
  const options = { hosts: [HOST], ports: [0], certificates, clock, protocols };
  door = await FrontDoor.open({ ...options, maxConnections });
});

afterEach(async () => {
  for (const socket of open) socket.destroy();
  await door.close();
  expect(clock.armed).toBe(0);
});

/** A client that does not shake hands. */
async function silent(): Promise<Socket> {
  const socket = connectTcp({ host: HOST, port: door.port });
  socket.on('error', () => {});
  open.push(socket);
  await once(socket, 'connect');
  return socket;
}

function gone(socket: Socket): Promise<unknown> {
  return socket.destroyed ? Promise.resolve() : new Promise((told) => socket.once('close', told));
}

/** Whether somebody else is served, from the handshake on; then the hub knows all that came before. */
async function isServed(): Promise<boolean> {
  const { ca } = certificates;
  const socket = connectTls({ host: HOST, port: door.port, ca, servername: 'localhost' });
  open.push(socket);
  let heard = false;
  socket.on('error', () => {});
  socket.once('secureConnect', () => socket.write('echo'));
  socket.once('data', () => {
    heard = true;
    socket.end();
  });
  await gone(socket);
  return heard;
}

describe('a handshake', () => {
  it('that is not begun may take 15 s, and holds nobody up', async () => {
    const client = await silent();
    expect(await isServed()).toBe(true);
    clock.advance(14_999);
    expect(await isServed()).toBe(true);
    expect(client.destroyed).toBe(false);
    clock.advance(1);
    await gone(client);
    expect(await isServed()).toBe(true);
  });

  it('that comes byte by byte may not take longer', async () => {
    const client = await silent();
    // A TLS record of a ClientHello that would have 512 bytes.
    for (const byte of [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]) client.write(Buffer.of(byte));
    for (let second = 0; second < 14; second += 1) {
      expect(await isServed()).toBe(true);
      clock.advance(1000);
      client.write(Buffer.of(0));
    }
    expect(client.destroyed).toBe(false);
    clock.advance(1000);
    await gone(client);
  });

  it('that fails ends one connection alone', async () => {
    const client = await silent();
    client.write('GET / HTTP/1.1\r\n\r\n');
    await gone(client);
    expect(await isServed()).toBe(true);
  });
});

describe('connections', () => {
  it('on top of the largest number are let go, until there is room again', async () => {
    const clients = [await silent(), await silent(), await silent()];
    expect(await isServed()).toBe(false);
    clients[0]?.destroy();
    while (!(await isServed()));
    expect(clients[1]?.destroyed).toBe(false);
  });

  it('that say nothing the hub knows are let go', async () => {
    const { ca } = certificates;
    const client = connectTls({ host: HOST, port: door.port, ca, servername: 'localhost' });
    client.on('error', () => {});
    open.push(client);
    await once(client, 'secureConnect');
    client.write('\0');
    await gone(client);
  });
});

describe('closing during a restart', () => {
  it.each([HOST, 'localhost'])('of %s ends both, whenever it comes', async (host) => {
    for (let turns = 0; turns < 8; turns += 1) {
      const options = { hosts: [host], certificates, clock, protocols: [echo] };
      const free = await FrontDoor.open({ ...options, ports: [0] });
      await free.close();
      const other = await FrontDoor.open({ ...options, ports: [0, free.port] });
      const { ports } = other;
      const restarted = other.restart();
      for (let turn = 0; turn < turns; turn += 1) {
        await (turns % 2 === 0 ? new Promise(setImmediate) : Promise.resolve());
      }
      await other.close();
      const next = await FrontDoor.open({ ...options, ports });
      await Promise.all([next.close(), restarted]);
    }
  });
});

it('restarts once more when asked while its name is looked up', async () => {
  const options = { hosts: ['localhost'], ports: [0], certificates, clock, protocols: [echo] };
  for (let turns = 0; turns < 8; turns += 1) {
    const other = await FrontDoor.open(options);
    const first = other.restart();
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    await Promise.all([first, other.restart()]);
    await once(connectTcp({ host: 'localhost', port: other.port }), 'connect');
    await other.close();
  }
});
