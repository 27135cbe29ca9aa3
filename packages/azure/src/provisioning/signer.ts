import { createHmac } from 'node:crypto';
import type { SasAuth, Secret } from '@iotpnp/core';

/** Signs by a symmetric key that is in memory. */
export function signer(key: Secret): SasAuth['sign'] {
  return async (text) =>
    createHmac('sha256', Buffer.from(key.reveal(), 'base64')).update(text, 'utf8').digest('base64');
}
