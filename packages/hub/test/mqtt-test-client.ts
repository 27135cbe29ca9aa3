import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import {
  generate,
  parser,
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type Packet,
  type PacketCmd,
} from 'mqtt-packet';
import type { Hub } from '../src/hub.js';
import { sasToken } from './sas-token.js';

interface ConnectOptions extends Partial<IConnectPacket> {
  /** `dev1` unless given. */
  readonly target?: string;
  readonly key?: string;
  readonly expiresAt?: number;
}

/** What it has to know of a hub. */
type Reach = Pick<Hub, 'port' | 'ca' | 'hostName' | 'connectionString'>;

/** A bare MQTT client over real TLS, whose packets are read one by one. */
export class MqttTestClient implements AsyncDisposable {
  readonly socket: TLSSocket;
  /** Resolves when the connection is gone. */
  readonly gone: Promise<unknown>;
  readonly #hub: Reach;
  readonly #received: Packet[] = [];
  readonly #waiting: ((packet: Packet | undefined) => void)[] = [];
  #gone = false;

  private constructor(hub: Reach, socket: TLSSocket) {
    this.#hub = hub;
    this.socket = socket;
    const packets = parser();
    packets.on('packet', (packet) => {
      const waiter = this.#waiting.shift();
      if (waiter === undefined) this.#received.push(packet);
      else waiter(packet);
    });
    socket.on('data', (chunk: Buffer) => packets.parse(chunk));
    socket.on('error', () => {});
    this.gone = new Promise((resolve) => {
      socket.once('close', () => {
        this.#gone = true;
        for (const waiter of this.#waiting.splice(0)) waiter(undefined);
        resolve(undefined);
      });
    });
  }

  /** A client whose TLS handshake is done. */
  static async open(hub: Reach): Promise<MqttTestClient> {
    const socket = connect({
      host: '127.0.0.1',
      port: hub.port,
      ca: hub.ca,
      servername: 'localhost',
    });
    await once(socket, 'secureConnect');
    return new MqttTestClient(hub, socket);
  }

  /** A client that was let in. */
  static async connected(hub: Reach, options: ConnectOptions = {}): Promise<MqttTestClient> {
    const client = await MqttTestClient.open(hub);
    const { returnCode } = await client.connect(options);
    if (returnCode !== 0) throw new Error(`refused with ${returnCode}`);
    return client;
  }

  async connect(options: ConnectOptions = {}): Promise<IConnackPacket> {
    const { target = 'dev1', key, expiresAt, ...packet } = options;
    const { hostName } = this.#hub;
    const signed = {
      sr: encodeURIComponent(`${hostName}/devices/${target.replace('/', '/modules/')}`),
      key: key ?? /SharedAccessKey=(.*)$/u.exec(this.#hub.connectionString(target))?.[1] ?? '',
      expiresAt: expiresAt ?? Date.parse('2100-01-01T00:00:00Z'),
    };
    this.send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: target,
      clean: false,
      keepalive: 180,
      username: `${hostName}/${target}/?api-version=2021-04-12`,
      password: Buffer.from(sasToken(signed)),
      ...packet,
    });
    return this.expect('connack');
  }

  send(packet: Packet): void {
    this.socket.write(generate(packet));
  }

  publish(topic: string, payload: string, fields: Partial<IPublishPacket> = {}): void {
    this.send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false, ...fields });
  }

  subscribe(...topics: string[]): Promise<unknown> {
    return this.subscribeAt(0, ...topics);
  }

  async subscribeAt(qos: 0 | 1, ...topics: string[]): Promise<unknown> {
    const subscriptions = topics.map((topic) => ({ topic, qos }));
    this.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    return (await this.expect('suback')).granted;
  }

  acknowledge({ messageId }: IPublishPacket): void {
    this.send({ cmd: 'puback', messageId: messageId ?? 0 });
  }

  /** A round trip: everything sent before has been handled, all answers to it have come. */
  async settled(): Promise<readonly Packet[]> {
    this.send({ cmd: 'pingreq' });
    const before: Packet[] = [];
    for (;;) {
      const packet = await this.next();
      if (packet === undefined || packet.cmd === 'pingresp') return before;
      before.push(packet);
    }
  }

  /** The next packet, `undefined` once the connection is gone. */
  next(): Promise<Packet | undefined> {
    const packet = this.#received.shift();
    if (packet !== undefined || this.#gone) return Promise.resolve(packet);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async expect<C extends PacketCmd>(cmd: C): Promise<Extract<Packet, { cmd: C }>> {
    const packet = await this.next();
    if (packet?.cmd !== cmd) throw new Error(`expected ${cmd}, got ${packet?.cmd ?? 'the end'}`);
    return packet as Extract<Packet, { cmd: C }>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.gone;
  }
}
