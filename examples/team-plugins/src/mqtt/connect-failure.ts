import { ConnectionError } from '@iotpnp/core';

/** Of CONNACK: bad user name or password, not authorised. */
const REFUSED = new Set<unknown>([4, 5]);
/** Of a broker that speaks MQTT but cannot serve now. */
const UNAVAILABLE = 3;

/** Why there is no connection, and what the session is to do about it. */
export function connectFailure(cause: Error | undefined, broker: string): ConnectionError {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  if (REFUSED.has(code)) {
    return new ConnectionError('PNP_ACME_REFUSED', `${broker} refuses the device`, {
      retry: 'refused',
      hint: 'see whether the device is enabled, and compare its key with the inventory',
      cause,
    });
  }
  const why = code === UNAVAILABLE ? 'it is unavailable' : cause?.message || 'it is gone';
  return new ConnectionError('PNP_ACME_UNREACHABLE', `no connection to ${broker}: ${why}`, {
    retry: 'backoff',
    hint: 'nothing to do, it is tried again; if it lasts, check host, port, tls and the network',
    cause,
  });
}
