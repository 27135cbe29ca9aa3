import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect, rootCertificates, type TLSSocket } from 'node:tls';
import type { Address } from '@iotpnp/core';
import { fail, ok, warn, type Finding } from './check.js';

const PATIENCE_MS = 10_000;
/** Tokens live for an hour, and hubs allow for a few minutes. */
const MOST_SKEW_MS = 120_000;

export interface NetworkOptions {
  /** The transport's own, where the address has none. */
  readonly defaultPort: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Whether an address can be reached, step by step: its name, its port, its certificate, and its clock. */
export async function checkAddress(
  { what, host, ca }: Address,
  { defaultPort, now, signal }: NetworkOptions,
): Promise<readonly Finding[]> {
  const { hostname, port } = placeOf(host, defaultPort);
  const place = `${what} ${hostname}:${port}`;
  const name = await checkName(hostname, place);
  if (name.status === 'fail') return [name];
  try {
    const socket = await open({ hostname, port, ca, signal });
    try {
      const { version, certificate } = {
        version: socket.getProtocol(),
        certificate: socket.getPeerCertificate(),
      };
      const tls = ok(place, `${version ?? 'TLS'}, certificate until ${certificate.valid_to}`);
      return [name, tls, await checkClock(socket, { place, hostname, now })];
    } finally {
      socket.destroy();
    }
  } catch (error) {
    return [name, failed(error, { place, port })];
  }
}

async function checkName(hostname: string, place: string): Promise<Finding> {
  if (isIP(hostname) !== 0) return ok(place, 'is an address');
  try {
    const { address } = await lookup(hostname);
    return ok(place, `the name leads to ${address}`);
  } catch {
    return fail(
      place,
      `the name ${hostname} is not known`,
      'correct the host name, or look at the DNS of this machine',
    );
  }
}

interface Opening {
  readonly hostname: string;
  readonly port: number;
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
}

function open({ hostname, port, ca, signal }: Opening): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname,
      port,
      ...(isIP(hostname) === 0 && { servername: hostname }),
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    });
    const give = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => give(new Error('stopped'));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.setTimeout(PATIENCE_MS, () => give(new Error('no answer for 10 s')));
    socket.once('error', give);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', give);
      socket.on('error', () => {}); // whoever reads from it notices by its end
      resolve(socket);
    });
  });
}

/** Hubs speak HTTPS too, and say what time it is with every answer, whatever they are asked. */
async function checkClock(
  socket: TLSSocket,
  {
    place,
    hostname,
    now,
  }: { readonly place: string; readonly hostname: string; readonly now: () => number },
): Promise<Finding> {
  socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  let head = '';
  for await (const piece of socket as AsyncIterable<Buffer>) {
    head += piece.toString('latin1');
    if (head.includes('\r\n\r\n') || head.length > 16_384) break;
  }
  const date = Date.parse(/^date: (.+)$/imu.exec(head)?.[1] ?? '');
  if (Number.isNaN(date)) return ok(place, 'does not tell the time here');
  const skewMs = now() - date;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return ok(place, `clocks agree within ${seconds + 1} s`);
  const how = skewMs > 0 ? 'ahead' : 'behind';
  return warn(
    place,
    `the clock of this machine is ${seconds} s ${how}`,
    'set the clock (NTP): tokens made by it are refused',
  );
}

function failed(
  error: unknown,
  { place, port }: { readonly place: string; readonly port: number },
): Finding {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    return fail(
      place,
      `nothing listens at port ${port}`,
      'start what should listen there, or correct the port',
    );
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/u.test(code)) {
    return fail(
      place,
      `the certificate is not trusted: ${message}`,
      'give the certificate of its authority as ca, and use a host name it has',
    );
  }
  const remedy = `see whether a firewall closes port ${port}; transport: { use: azure, webSockets: true } goes through 443`;
  return fail(place, `cannot be reached: ${code === '' ? message : code}`, remedy);
}

function placeOf(
  host: string,
  defaultPort: number,
): { readonly hostname: string; readonly port: number } {
  const { hostname, port } = new URL(`https://${host}`);
  return {
    hostname: hostname.replace(/^\[|\]$/gu, ''),
    port: port === '' ? (host.endsWith(':443') ? 443 : defaultPort) : Number(port),
  };
}
