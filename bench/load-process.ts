// Many devices in a process of their own. Each is a socket and a few counters, so that the load costs less than what it is put on.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect as dial, createSecureContext, type TLSSocket } from 'node:tls';
import { generate } from 'mqtt-packet';
import type { Place } from './broker-process.js';
import { answerAll } from './child.js';

/** Handshakes under way at once. */
const DIALLING = 32;
const LAST_MESSAGE_ID = 0xffff;

export interface PublishRequest {
  readonly messagesEach: number;
  /** Messages of one device under way at once. */
  readonly window: number;
  readonly bytes: number;
}

/** One device: publishes at QoS 1, each message a write of its own, and the next when one was acknowledged. */
class Device {
  readonly #id: string;
  readonly #socket: TLSSocket;
  #rest: Buffer = Buffer.alloc(0);
  #acknowledged: (messageId: number) => void = () => {};
  #lost: () => void = () => {};

  constructor(id: string, socket: TLSSocket) {
    this.#id = id;
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#heard(chunk));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#lost());
  }

  publish({ messagesEach, window, bytes }: PublishRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const packets = Array.from({ length: window }, () => this.#packet(bytes));
      let sent = 0;
      let acknowledged = 0;
      const send = (): void => {
        const packet = packets[sent % window] as Packet;
        packet.bytes.writeUInt16BE((sent % LAST_MESSAGE_ID) + 1, packet.idAt);
        sent += 1;
        this.#socket.write(packet.bytes);
      };
      this.#acknowledged = (messageId) => {
        if (messageId !== (acknowledged % LAST_MESSAGE_ID) + 1) reject(new Error('out of order'));
        acknowledged += 1;
        if (sent < messagesEach) send();
        else if (acknowledged === messagesEach) resolve();
      };
      this.#lost = () => reject(new Error('the connection ended'));
      while (sent < Math.min(window, messagesEach)) send();
    });
  }

  /** Resolves once the connection is gone, however that went. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#lost = resolve;
      this.#socket.end(generate({ cmd: 'disconnect' }));
    });
  }

  #packet(bytes: number): Packet {
    const topic = `devices/${this.#id}/messages/events/`;
    const payload = JSON.stringify({ temperature: 21.5 }).padEnd(bytes);
    const fields = { qos: 1, messageId: 1, dup: false, retain: false } as const;
    const packet = generate({ cmd: 'publish', topic, payload, ...fields });
    return { bytes: packet, idAt: packet.length - bytes - 2 };
  }

  /** Nothing comes but PUBACKs, of four bytes each. */
  #heard(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) {
      if (bytes[at] !== 0x40) throw new Error(`not a PUBACK: ${bytes.toString('hex', at, at + 4)}`);
      this.#acknowledged(bytes.readUInt16BE(at + 2));
    }
    this.#rest = bytes.subarray(at);
  }
}

interface Packet {
  readonly bytes: Buffer;
  /** Where its message id is. */
  readonly idAt: number;
}

let devices: Device[] = [];

async function connectOne(connectionString: string, port: number, context: Context) {
  const [, host = '', id = '', key = ''] =
    /^HostName=(.*);DeviceId=(.*);SharedAccessKey=(.*)$/u.exec(connectionString) ?? [];
  const { secureContext } = context;
  const options = { host: '127.0.0.1', port, servername: 'localhost', secureContext };
  const socket = dial({ ...options, minVersion: 'TLSv1.2' });
  socket.setNoDelay(true);
  await once(socket, 'secureConnect');
  socket.write(
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: id,
      clean: false,
      keepalive: 180,
      username: `${host}/${id}/?api-version=2021-04-12`,
      password: Buffer.from(token(encodeURIComponent(`${host}/devices/${id}`), key)),
    }),
  );
  const [connack] = (await once(socket, 'data')) as [Buffer];
  if (connack.length !== 4 || connack[0] !== 0x20 || connack[3] !== 0) throw new Error('refused');
  return new Device(id, socket);
}

interface Context {
  readonly secureContext: ReturnType<typeof createSecureContext>;
}

function token(sr: string, key: string): string {
  const se = Math.floor(Date.now() / 1000) + 3600;
  const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(`${sr}\n${se}`).digest();
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(sig.toString('base64'))}&se=${se}`;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** Connects all; the milliseconds that took. */
function connect({ port, ca, connectionStrings }: Place): Promise<number> {
  const context = { secureContext: createSecureContext({ ca }) };
  const waiting = connectionStrings.values();
  return timed(() =>
    Promise.all(
      Array.from({ length: DIALLING }, async () => {
        for (const each of waiting) devices.push(await connectOne(each, port, context));
      }),
    ),
  );
}

async function end(): Promise<void> {
  const ending = devices;
  devices = [];
  await Promise.all(ending.map((device) => device.end()));
}

answerAll(
  {
    connect,
    publish: (request: PublishRequest) =>
      timed(() => Promise.all(devices.map((device) => device.publish(request)))),
    end,
  },
  () => process.exit(),
);
