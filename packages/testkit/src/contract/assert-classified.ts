import assert from 'node:assert/strict';
import { isConnectionError, type Retry } from '@iotpnp/core';

const RETRIES: readonly Retry[] = ['backoff', 'reprovision', 'refused'];

/** Whether an error tells the session what to do about it: a `ConnectionError`, its `retry` one of these. */
export function assertClassified(error: unknown, retry: readonly Retry[] = RETRIES): void {
  assert.ok(isConnectionError(error), `no ConnectionError: ${String(error)}`);
  assert.ok(retry.includes(error.retry), `retry is ${error.retry}`);
}
