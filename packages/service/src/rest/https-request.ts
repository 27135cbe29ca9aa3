import { request, type Agent } from 'node:https';
import { isIP } from 'node:net';
import type { ServiceClock } from '../clock.js';
import { serviceError } from '../error-codes.js';
import { networkError } from '../network-error.js';
import { waitFor } from '../wait-for.js';

/** Where requests go. */
export interface HttpsPlace {
  readonly host: string;
  readonly port: number;
  /** Keeps connections open, and knows whom to trust. */
  readonly agent: Agent;
}

export interface HttpsRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  /** Whether it may go out twice: after a connection that was kept turned out to be dead. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal | undefined;
}

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * One request and its whole answer, whatever its status.
 * @throws PNP_SERVICE_UNREACHABLE, PNP_SERVICE_UNTRUSTED, PNP_SERVICE_PROTOCOL, PNP_SERVICE_TIMEOUT,
 *   or the signal's reason
 */
export async function httpsRequest(
  place: HttpsPlace,
  asked: HttpsRequest,
  clock: ServiceClock,
): Promise<HttpsAnswer> {
  const outcome = await attempt(place, asked, clock);
  if (outcome !== 'stale') return outcome;
  const again = await attempt(place, { ...asked, repeatable: false }, clock);
  if (again === 'stale') throw networkError(undefined, addressOf(place));
  return again;
}

function attempt(
  place: HttpsPlace,
  asked: HttpsRequest,
  clock: ServiceClock,
): Promise<HttpsAnswer | 'stale'> {
  const { host, port, agent } = place;
  const { method, path, body, timeoutMs, repeatable, signal } = asked;
  const address = addressOf(place);
  const late = (): Error => timedOut(address, timeoutMs);
  return waitFor<HttpsAnswer | 'stale'>({ clock, signal, timeoutMs, late }, (resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
    const headers = { ...asked.headers, ...length };
    const outgoing = request({ host, port, agent, method, path, headers });
    let whole = false;
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const stale = repeatable && outgoing.reusedSocket && error.code === 'ECONNRESET';
      if (stale) resolve('stale');
      else reject(networkError(error, address));
    });
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', (error) => reject(networkError(error, address)));
      incoming.on('end', () => {
        whole = true;
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
      });
    });
    outgoing.end(bytes);
    // a connection that has given its whole answer is kept for the next request
    return () => {
      if (!whole) outgoing.destroy();
    };
  });
}

/** As a person writes it: `localhost:8883`. */
export function addressOf({ host, port }: { host: string; port: number }): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

function timedOut(address: string, timeoutMs: number): Error {
  return serviceError('PNP_SERVICE_TIMEOUT', `${address} did not answer within ${timeoutMs} ms`, {
    hint: 'try again, or check the network',
    where: { key: address },
  });
}
