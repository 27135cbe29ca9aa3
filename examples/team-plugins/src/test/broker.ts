import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import type { CommandResult, Json } from '@iotpnp/core';
import { commandsTopic, responsesTopic } from '../mqtt/topics.js';

const BAD_PASSWORD = 4;

/** What a back end hears. */
export interface Heard {
  readonly topic: string;
  readonly payload: string;
}

/** A broker that knows some devices by their keys, and the back end behind it. */
export class Broker implements AsyncDisposable {
  readonly heard: Heard[] = [];
  /** Base64 keys, by device. */
  readonly keys = new Map<string, string>();
  readonly disabled = new Set<string>();
  readonly #sockets = new Map<string, Socket>();
  readonly #waiting = new Map<string, (answer: CommandResult) => void>();
  #aedes!: Aedes;
  #server!: Server;
  port = 0;

  static async start(keys: Readonly<Record<string, string>>): Promise<Broker> {
    const broker = new Broker();
    for (const [device, key] of Object.entries(keys)) broker.keys.set(device, key);
    await broker.#listen();
    return broker;
  }

  get hub(): string {
    return `localhost:${this.port}`;
  }

  isConnected(device: string): boolean {
    return this.#sockets.has(device);
  }

  /** As the broker does, or as a network does. */
  cut(device: string, by: 'hub' | 'socket'): void {
    const socket = this.#sockets.get(device);
    if (by === 'hub') socket?.end();
    else socket?.resetAndDestroy();
  }

  /** A disabled device loses its connection, and is refused from then on. */
  setEnabled(device: string, enabled: boolean): void {
    if (enabled) this.disabled.delete(device);
    else {
      this.disabled.add(device);
      this.cut(device, 'hub');
    }
  }

  async restart(): Promise<void> {
    await this.#close();
    await this.#listen();
  }

  /** Asks a device, over the topics of requests and answers. */
  async invoke(device: string, name: string, payload?: Json): Promise<CommandResult> {
    const socket = this.#sockets.get(device);
    if (socket === undefined) throw new Error(`${device} is not connected`);
    const id = randomUUID();
    const topic = responsesTopic(device) + id;
    const answer = new Promise<CommandResult>((resolve, reject) => {
      this.#waiting.set(topic, resolve);
      socket.once('close', () => reject(new Error(`${device} went away`)));
    });
    await this.publish(commandsTopic(device) + id, JSON.stringify({ name, payload }));
    return answer;
  }

  publish(topic: string, text: string): Promise<void> {
    const payload = Buffer.from(text);
    const packet = { cmd: 'publish', qos: 1, dup: false, retain: false, topic, payload } as const;
    return new Promise((resolve, reject) => {
      this.#aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #listen(): Promise<void> {
    const aedes = await Aedes.createBroker();
    this.#aedes = aedes;
    aedes.authenticate = ({ id }, username, password, done) => {
      const known = id === username && !this.disabled.has(id);
      if (known && password?.toString() === this.#passwordOf(id)) done(null, true);
      else done(Object.assign(new Error('refused'), { returnCode: BAD_PASSWORD }), false);
    };
    aedes.on('client', ({ id, conn }) => {
      const socket = conn as Socket;
      this.#sockets.set(id, socket);
      socket.once('close', () => {
        if (this.#sockets.get(id) === socket) this.#sockets.delete(id);
      });
    });
    aedes.on('publish', ({ topic, payload }, client) => {
      if (client) this.#published({ topic, payload: payload.toString() });
    });
    this.#server = createServer((socket) => void aedes.handle(socket));
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  #published(heard: Heard): void {
    this.heard.push(heard);
    const wanted = this.#waiting.get(heard.topic);
    this.#waiting.delete(heard.topic);
    wanted?.(JSON.parse(heard.payload) as CommandResult);
  }

  #passwordOf(device: string): string {
    const key = Buffer.from(this.keys.get(device) ?? '', 'base64');
    return createHmac('sha256', key).update(device, 'utf8').digest('base64');
  }

  async #close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    await new Promise<void>((resolve) => {
      this.#aedes.close(() => resolve());
    });
    for (const socket of this.#sockets.values()) socket.destroy();
    await closed;
  }
}
