// What devices connect to, in a process of its own: this hub, or a general MQTT broker as the yardstick. Both listen with the same
// kind of certificate; the broker lets everybody in, the hub checks each token.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startHub, type Hub, type TelemetryEvent } from '@iotpnp/hub';
import { Aedes } from 'aedes';
import { answerAll } from './child.js';

/** What a client needs to connect. */
export interface Place {
  readonly port: number;
  readonly ca: string;
  readonly connectionStrings: readonly string[];
}

interface Running {
  readonly place: Place;
  /** From now on each message is handed to somebody in the server's process. */
  read(): void;
  close(): Promise<void>;
}

let bytesRead = 0;

const [kind = 'hub', devices = '200'] = process.argv.slice(2);
const ids = Array.from({ length: Number(devices) }, (_, at) => `device${at}`);

async function hubOf(dataDir?: string): Promise<Hub> {
  const hub = await startHub({ port: 0, dataDir });
  for (const id of ids) await hub.addDevice(id);
  return hub;
}

async function ours(): Promise<Running> {
  const hub = await hubOf();
  const connectionStrings = ids.map((id) => hub.connectionString(id));
  let reading = Promise.resolve();
  return {
    place: { port: hub.port, ca: hub.ca, connectionStrings },
    read() {
      reading = count(hub.telemetry());
    },
    async close() {
      await hub.close();
      await reading;
    },
  };
}

async function count(telemetry: AsyncIterable<TelemetryEvent>): Promise<void> {
  for await (const { raw } of telemetry) bytesRead += raw.length;
}

/** With the certificate of a hub that was. */
async function theirs(): Promise<Running> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pnp-bench-'));
  const hub = await hubOf(folder);
  const connectionStrings = ids.map((id) => hub.connectionString(id));
  await hub.close();
  const [key, cert] = ['server-key.pem', 'server.pem'].map((file) =>
    readFileSync(path.join(folder, file)),
  );
  rmSync(folder, { recursive: true });
  const broker = await Aedes.createBroker();
  const options = { key, cert, minVersion: 'TLSv1.2', noDelay: true } as const;
  const server: Server = createServer(options, (socket) => void broker.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    place: { port, ca: hub.ca, connectionStrings },
    read() {
      broker.on('publish', ({ payload }, client) => {
        if (client !== null) bytesRead += payload.length;
      });
    },
    async close() {
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const running = await (kind === 'hub' ? ours() : theirs());
answerAll(
  {
    place: () => running.place,
    read: () => running.read(),
    bytesRead: () => bytesRead,
    cpu: () => process.cpuUsage(),
    memory() {
      globalThis.gc?.();
      globalThis.gc?.();
      return process.memoryUsage();
    },
  },
  () => running.close(),
);
