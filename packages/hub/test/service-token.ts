import type { Hub } from '../src/hub.js';
import { sasToken } from './sas-token.js';

interface TokenOptions {
  readonly expiresAt?: number;
  /** Of the resource; the hub itself without it. */
  readonly resource?: string;
  readonly key?: string;
  readonly policy?: string;
}

/** A token of the policy that may do all. */
export function ownerToken(hub: Hub, options: TokenOptions = {}): string {
  const { expiresAt = Date.parse('2100-01-01'), resource = hub.hostName } = options;
  const { policy = 'iothubowner', key = ownerKey(hub) } = options;
  const token = sasToken({ sr: encodeURIComponent(resource), key, expiresAt });
  return `${token}&skn=${policy}`;
}

export function ownerKey(hub: Hub): string {
  return /SharedAccessKey=(.*)$/u.exec(hub.serviceConnectionString)?.[1] ?? '';
}
