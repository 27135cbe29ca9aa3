import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { PnpError } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import { hubError, type HubErrorCode } from '../error-codes.js';
import type { Certificates } from './certificates.js';

/** Whoever says nothing after the handshake is let go. */
const FIRST_BYTE_DEADLINE_MS = 15_000;
const HANDSHAKE_DEADLINE_MS = 15_000;

/** A protocol spoken behind the one TLS port, told by its first byte. */
export interface Protocol {
  recognises(firstByte: number): boolean;
  /** Takes the socket over; `first` are the bytes read so far. */
  accept(socket: TLSSocket, first: Buffer): void;
}

interface FrontDoorOptions {
  readonly host: string;
  readonly port: number;
  readonly certificates: Certificates;
  readonly clock: HubClock;
  readonly protocols: readonly Protocol[];
}

/** The one TLS port: shakes hands, looks at the first byte, and passes on. */
export class FrontDoor {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #clock: HubClock;
  readonly #protocols: readonly Protocol[];
  readonly #host: string;
  #port: number;
  #restarted: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor({ host, port, certificates, clock, protocols }: FrontDoorOptions) {
    this.#host = host;
    this.#port = port;
    this.#clock = clock;
    this.#protocols = protocols;
    this.#server = createServer({
      key: certificates.key,
      cert: certificates.certificate,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_DEADLINE_MS,
    });
    this.#server.on('connection', (socket: Socket) => {
      socket.setNoDelay(true); // an answer behind another would wait for the client's delayed ACK, 40 ms
      this.#remember(socket);
    });
    // A connection that could not be accepted (no file handles left) is that client's loss only.
    this.#server.on('error', () => {});
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
    this.#server.on('secureConnection', (socket) => {
      this.#remember(socket);
      this.#welcome(socket);
    });
  }

  /** @throws PNP_HUB_PORT_TAKEN, PNP_HUB_PORT_DENIED, PNP_HUB_ADDRESS_UNAVAILABLE, PNP_HUB_LISTEN_FAILED */
  static async open(options: FrontDoorOptions): Promise<FrontDoor> {
    const door = new FrontDoor(options);
    await door.#listen();
    return door;
  }

  get port(): number {
    return this.#port;
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

  #listen(): Promise<void> {
    const server = this.#server;
    return new Promise((resolve, reject) => {
      const onError = (error: Error): void => reject(listenError(error, this.#host, this.#port));
      server.once('error', onError);
      server.listen({ host: this.#host, port: this.#port, exclusive: true }, () => {
        server.off('error', onError);
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  #stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  #remember(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // Without a listener a reset connection would end the process.
    socket.on('error', () => socket.destroy());
  }

  #welcome(socket: TLSSocket): void {
    const cancel = this.#clock.after(FIRST_BYTE_DEADLINE_MS, () => socket.destroy());
    socket.once('close', cancel);
    socket.once('data', (first: Buffer) => {
      cancel();
      const protocol = this.#protocols.find((candidate) => candidate.recognises(first[0] ?? 0));
      if (protocol === undefined) socket.destroySoon();
      else protocol.accept(socket, first);
    });
  }
}

const LISTEN_CODES: { readonly [errno: string]: HubErrorCode } = {
  EADDRINUSE: 'PNP_HUB_PORT_TAKEN',
  EACCES: 'PNP_HUB_PORT_DENIED',
  EADDRNOTAVAIL: 'PNP_HUB_ADDRESS_UNAVAILABLE',
  ENOTFOUND: 'PNP_HUB_ADDRESS_UNAVAILABLE',
};

const LISTEN_HINTS: { readonly [code in HubErrorCode]?: string } = {
  PNP_HUB_PORT_TAKEN: 'stop the program that has it, or choose another port; 0 is any free one',
  PNP_HUB_PORT_DENIED: 'choose a port above 1023; 0 is any free one',
  PNP_HUB_ADDRESS_UNAVAILABLE: 'listen on 127.0.0.1, or leave host out',
};

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): PnpError {
  const code = LISTEN_CODES[cause.code ?? ''] ?? 'PNP_HUB_LISTEN_FAILED';
  const message = `cannot listen on ${host}, port ${port}: ${cause.message}`;
  return hubError(code, message, { hint: LISTEN_HINTS[code], cause });
}
