import type { AddressInfo } from 'node:net';
import type { Server } from 'node:tls';
import type { PnpError } from '@iotpnp/model';
import { hubError, type HubErrorCode } from '../error-codes.js';

/** One place to listen at. */
export interface Place {
  readonly server: Server;
  readonly host: string;
  /** The first is 0 until the system has chosen one, if it may. */
  port: number;
}

/**
 * Has the server of a place listen there, and notes the port it got.
 * Closed while its host is looked up a server neither listens nor fails, and that is no fault: whoever
 * has closed it listens anew, or wants it closed.
 * @throws PNP_HUB_PORT_TAKEN, PNP_HUB_PORT_DENIED, PNP_HUB_ADDRESS_UNAVAILABLE, PNP_HUB_LISTEN_FAILED
 */
export function listenAt(place: Place): Promise<void> {
  const { server, host, port } = place;
  return new Promise((resolve, reject) => {
    const forget = (): void => {
      server.off('error', onError).off('close', onClose).off('listening', onListening);
    };
    const onError = (error: Error): void => {
      forget();
      reject(listenError(error, host, port));
    };
    const onClose = (): void => {
      forget();
      resolve();
    };
    const onListening = (): void => {
      forget();
      place.port = (server.address() as AddressInfo).port;
      resolve();
    };
    server.once('error', onError).once('close', onClose).once('listening', onListening);
    server.listen({ host, port, exclusive: true });
  });
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
