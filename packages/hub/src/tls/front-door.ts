import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { constants } from 'node:crypto';
import type { HubClock } from '../clock.js';
import type { Certificates } from './certificates.js';
import { listenAt, type Place } from './listen-at.js';

/** Whoever says nothing after the handshake is let go. */
const FIRST_BYTE_DEADLINE_MS = 15_000;
const HANDSHAKE_DEADLINE_MS = 15_000;
/** What comes on top of so many open connections is let go at once. */
const MAX_CONNECTIONS = 20_000;

/** A protocol spoken behind the one TLS port, told by its first byte. */
export interface Protocol {
  recognises(firstByte: number): boolean;
  /** Takes the socket over; `first` are the bytes read so far. */
  accept(socket: TLSSocket, first: Buffer): void;
}

interface FrontDoorOptions {
  /** Addresses of this machine, or names of it. */
  readonly hosts: readonly string[];
  /** Each on every host; the first may be 0 for any free one. */
  readonly ports: readonly number[];
  readonly certificates: Certificates;
  readonly clock: HubClock;
  readonly protocols: readonly Protocol[];
  /** Default 20,000. */
  readonly maxConnections?: number;
}

/** A handshake that has not ended. */
interface Handshake {
  /** Ends the wait for it. */
  cancel?: () => void;
}

/** The TLS port, on one address or more: shakes hands, looks at the first byte, and passes on. */
export class FrontDoor {
  readonly #places: readonly Place[];
  readonly #sockets = new Set<Socket>();
  /** Those that still shake hands, by their place. */
  readonly #shaking = new Map<string, Handshake>();
  readonly #maxConnections: number;
  #connections = 0;
  readonly #clock: HubClock;
  readonly #protocols: readonly Protocol[];
  #restarted: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(options: FrontDoorOptions) {
    const { hosts, ports, certificates, clock, protocols } = options;
    this.#maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
    this.#clock = clock;
    this.#protocols = protocols;
    this.#places = ports.flatMap((port) =>
      hosts.map((host) => ({ host, port, server: this.#newServer(certificates) })),
    );
  }

  #newServer({ key, certificate: cert }: Certificates): Server {
    const server = createServer({
      key,
      cert,
      minVersion: 'TLSv1.2',
      // Devices may show a certificate: whether it is one of theirs is judged once they say who they are.
      requestCert: true,
      rejectUnauthorized: false,
      // A session that goes on by a ticket would no longer have the certificates of its first handshake.
      secureOptions: constants.SSL_OP_NO_TICKET,
    });
    server.on('connection', (socket: Socket) => {
      socket.setNoDelay(true); // an answer behind another would wait for the client's delayed ACK, 40 ms
      this.#remember(socket);
      this.#admit(socket);
    });
    // A connection that could not be accepted (no file handles left) is that client's loss only.
    server.on('error', () => {});
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    server.on('secureConnection', (socket) => {
      this.#shaken(placeOf(socket));
      this.#remember(socket);
      this.#welcome(socket);
    });
    return server;
  }

  /** @throws PNP_HUB_PORT_TAKEN, PNP_HUB_PORT_DENIED, PNP_HUB_ADDRESS_UNAVAILABLE, PNP_HUB_LISTEN_FAILED */
  static async open(options: FrontDoorOptions): Promise<FrontDoor> {
    const door = new FrontDoor(options);
    try {
      await door.#listen();
    } catch (error) {
      await door.#stop();
      throw error;
    }
    return door;
  }

  /** The first of its ports. */
  get port(): number {
    return this.#places[0]?.port ?? 0;
  }

  get ports(): readonly number[] {
    return [...new Set(this.#places.map(({ port }) => port))];
  }

  /** Ends every connection, and listens again at the same port. @throws as {@link open} does */
  restart(): Promise<void> {
    const stopped = this.#stop();
    const restarted = this.#restarted.then(async () => {
      await stopped;
      await this.#stop();
      if (!this.#closed) await this.#listen();
    });
    this.#restarted = restarted.catch(() => {
      // The caller has this failure; closing and another restart must not.
    });
    return restarted;
  }

  /** Ends every connection and frees the port. */
  async close(): Promise<void> {
    this.#closed = true;
    const stopped = this.#stop();
    await this.#restarted;
    await stopped;
    await this.#stop();
  }

  async #listen(): Promise<void> {
    const [first] = this.#places;
    for (const place of this.#places) {
      // All hosts have the port that the system chose for the first.
      if (place.port === 0) place.port = first?.port ?? 0;
      await listenAt(place);
    }
  }

  async #stop(): Promise<void> {
    const closed = this.#places.map(
      ({ server }) => new Promise((resolve) => server.close(resolve)),
    );
    // Whoever watches a socket has heard of its end when this is over.
    const gone = [...this.#sockets].map(
      (socket) => new Promise((told) => socket.once('close', told)),
    );
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([...closed, ...gone]);
  }

  #remember(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // Without a listener a reset connection would end the process.
    socket.on('error', () => socket.destroy());
  }

  /** Counts a connection, and lets it go when it takes too long to shake hands. */
  #admit(socket: Socket): void {
    if (this.#connections >= this.#maxConnections) return void socket.destroy();
    this.#connections += 1;
    const place = placeOf(socket);
    const cancel = this.#clock.after(HANDSHAKE_DEADLINE_MS, () => socket.destroy());
    const handshake: Handshake = { cancel };
    this.#shaking.set(place, handshake);
    socket.once('close', () => {
      this.#connections -= 1;
      handshake.cancel?.();
      if (this.#shaking.get(place) === handshake) this.#shaking.delete(place);
    });
  }

  /** Keeps nothing of it: what is connected may stay for years. */
  #shaken(place: string): void {
    const handshake = this.#shaking.get(place);
    handshake?.cancel?.();
    delete handshake?.cancel;
    this.#shaking.delete(place);
  }

  #welcome(socket: TLSSocket): void {
    const cancel = this.#clock.after(FIRST_BYTE_DEADLINE_MS, () => socket.destroy());
    socket.once('close', cancel);
    socket.once('data', (first: Buffer) => {
      cancel();
      socket.off('close', cancel);
      const protocol = this.#protocols.find((candidate) => candidate.recognises(first[0] ?? 0));
      if (protocol === undefined) socket.destroySoon();
      else protocol.accept(socket, first);
    });
  }
}

/** No two open connections have the same. The one in TLS has that of the one below it. */
function placeOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
