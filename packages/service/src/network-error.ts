import type { PnpError } from '@iotpnp/model';
import { serviceError } from './error-codes.js';

const UNTRUSTED =
  /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;
const NO_PROTOCOL = /^(?:HPE_|EPROTO$|ERR_SSL_)/;

/** What a socket died of, told of the hub's address (`localhost:8883`). */
export function networkError(cause: unknown, address: string): PnpError {
  const { code = '', message } = partsOf(cause);
  const where = { key: address };
  if (UNTRUSTED.test(code)) {
    return serviceError(
      'PNP_SERVICE_UNTRUSTED',
      `${address} is not trusted: ${message} (${code})`,
      {
        hint: 'give the authority with the option ca, or NODE_EXTRA_CA_CERTS before the program starts; check the name in HostName',
        where,
        cause,
      },
    );
  }
  if (NO_PROTOCOL.test(code)) {
    return serviceError('PNP_SERVICE_PROTOCOL', `${address} speaks another protocol (${code})`, {
      hint: 'check HostName and its port',
      where,
      cause,
    });
  }
  return serviceError('PNP_SERVICE_UNREACHABLE', `no connection to ${address}: ${message}`, {
    hint: hintFor(code),
    where,
    cause,
  });
}

function hintFor(code: string): string {
  if (code === 'ECONNREFUSED') return 'start the hub, or correct the port in HostName';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'correct HostName, or mend the network';
  return 'check the network, and that the hub runs';
}

function partsOf(cause: unknown): { code?: string; message: string } {
  if (!(cause instanceof Error)) return { message: 'the connection ended' };
  const { code, errors } = cause as { code?: unknown; errors?: readonly unknown[] };
  // one error for each address of a name
  if (cause.message === '' && Array.isArray(errors)) return partsOf(errors[0]);
  return typeof code === 'string' ? { code, message: cause.message } : { message: cause.message };
}
