import { hubError } from '../error-codes.js';

export const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_TIMEOUT_MS = 300_000;
const MAX_PAYLOAD_BYTES = 128 * 1024;
const MAX_NAME_LENGTH = 128;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/u;

/**
 * Checks an invocation before it is sent. Shorter timeouts than IoT Hub's 5 s are taken, for tests.
 * @throws PNP_HUB_METHOD_NAME_INVALID, PNP_HUB_METHOD_TIMEOUT_INVALID, PNP_HUB_PAYLOAD_TOO_LARGE
 */
export function checkMethod(name: string, payload: string, timeoutMs: number): void {
  if (name === '' || name.length > MAX_NAME_LENGTH || CONTROL.test(name)) {
    throw hubError(
      'PNP_HUB_METHOD_NAME_INVALID',
      `${JSON.stringify(name.slice(0, 200))} is no method name`,
      { hint: `use 1 to ${MAX_NAME_LENGTH} characters, none a control character` },
    );
  }
  if (!(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) {
    throw hubError('PNP_HUB_METHOD_TIMEOUT_INVALID', `timeoutMs is ${timeoutMs}`, {
      hint: `give milliseconds above 0, at most ${MAX_TIMEOUT_MS}`,
    });
  }
  const bytes = Buffer.byteLength(payload);
  if (bytes > MAX_PAYLOAD_BYTES) {
    throw hubError(
      'PNP_HUB_PAYLOAD_TOO_LARGE',
      `the payload of ${name} has ${bytes} bytes, ${MAX_PAYLOAD_BYTES} are allowed`,
    );
  }
}
