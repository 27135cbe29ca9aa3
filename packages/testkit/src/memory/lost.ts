import { ConnectionError } from '@iotpnp/core';

/** What a link says when a test ends it: `PNP_TEST_LOST`, classified as a transport has to. */
export function lost(retry: ConnectionError['retry'], retryAfterMs?: number): ConnectionError {
  return new ConnectionError('PNP_TEST_LOST', 'the test cut the connection', {
    retry,
    retryAfterMs,
  });
}
