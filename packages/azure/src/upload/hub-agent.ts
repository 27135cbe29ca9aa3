import { Agent } from 'node:https';
import type { Auth } from '@iotpnp/core';
import { connect, rootCertificates, type ConnectionOptions, type TLSSocket } from 'node:tls';

/** How long a server may keep a request waiting. */
const PATIENCE_MS = 30_000;

export interface AgentOptions {
  /** Where to go whatever the request says: `localhost:8883`. */
  readonly host?: string;
  /** Certificates to trust besides the system's, as PEM text. */
  readonly ca: string | undefined;
  /** A certificate is shown; tokens are in the requests. */
  readonly auth?: Auth | undefined;
}

/**
 * Opens the sockets of HTTPS requests where Microsoft's clients cannot be told how: they take the port of a hub for
 * a part of its name, and dial 443.
 */
export class HubAgent extends Agent {
  readonly #fixed: ConnectionOptions;

  constructor({ host, ca, auth }: AgentOptions) {
    super({ keepAlive: false });
    this.#fixed = {
      ...(host !== undefined && addressOf(host)),
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
      ...(auth?.kind === 'x509' && { cert: auth.cert, key: auth.key.reveal() }),
    };
  }

  /** What Node calls for each new socket; its types do not say so. `path` is the request's, and to a socket one in the file system. */
  createConnection(options: ConnectionOptions): TLSSocket {
    const socket = connect({ ...options, path: undefined, ...this.#fixed });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new TimedOut('no answer for 30 s')));
    return socket;
  }
}

class TimedOut extends Error {
  /** As errors of the network have one. */
  readonly code = 'ETIMEDOUT';
}

function addressOf(host: string): { host: string; port: number } {
  const { hostname, port } = new URL(`https://${host}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) };
}
