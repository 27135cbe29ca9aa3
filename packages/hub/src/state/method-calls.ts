import type { HubClock } from '../clock.js';
import { hubError } from '../error-codes.js';
import type { MethodResponse } from './device-link.js';
import { MAX_JSON_DEPTH } from './json-text.js';

interface Named {
  readonly target: string;
  readonly name: string;
}

interface Pending extends Named {
  readonly resolve: (response: MethodResponse) => void;
  readonly reject: (reason: unknown) => void;
}

interface CallOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Methods that wait for their answers. */
export class MethodCalls {
  readonly #clock: HubClock;
  readonly #pending = new Map<string, Pending>();
  #lastId = 0;

  constructor(clock: HubClock) {
    this.#clock = clock;
  }

  /**
   * Opens a call; `send` gets its id and passes it to the device.
   * @throws PNP_HUB_METHOD_TIMEOUT, PNP_HUB_DEVICE_LINK_LOST, or the signal's reason
   */
  call(
    method: Named,
    options: CallOptions,
    send: (callId: string) => void,
  ): Promise<MethodResponse> {
    const { timeoutMs, signal } = options;
    const callId = (++this.#lastId).toString(16);
    return new Promise((resolve, reject) => {
      const settled = (): void => {
        this.#pending.delete(callId);
        cancelTimeout();
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (reason: unknown): void => {
        settled();
        // An AbortSignal's reason is whatever its owner chose.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors
        reject(reason);
      };
      const onAbort = (): void => fail(signal?.reason);
      const cancelTimeout = this.#clock.after(timeoutMs, () => fail(timedOut(method, timeoutMs)));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(callId, {
        ...method,
        resolve: (response) => {
          settled();
          resolve(response);
        },
        reject: fail,
      });
      send(callId);
    });
  }

  /** Settles a call of this device; an answer to none (late, or invented) is dropped. */
  respond(target: string, callId: string, answer: MethodResponse | 'invalid'): void {
    const call = this.#pending.get(callId);
    if (call?.target !== target) return;
    if (answer !== 'invalid') call.resolve(answer);
    else call.reject(responseInvalid(call));
  }

  /** Fails what this device has not answered: its connection is gone. */
  linkLost(target: string): void {
    for (const call of this.#pending.values()) {
      if (call.target === target) call.reject(linkLost(call));
    }
  }
}

function timedOut({ target, name }: Named, timeoutMs: number): Error {
  return hubError(
    'PNP_HUB_METHOD_TIMEOUT',
    `${target} did not answer ${name} within ${timeoutMs} ms`,
    { hint: 'raise timeoutMs, or see why the device does not answer' },
  );
}

function linkLost({ target, name }: Named): Error {
  return hubError(
    'PNP_HUB_DEVICE_LINK_LOST',
    `${target} lost its connection before it answered ${name}`,
    { hint: 'invoke again once the device is connected' },
  );
}

function responseInvalid({ target, name }: Named): Error {
  return hubError(
    'PNP_HUB_METHOD_RESPONSE_INVALID',
    `${target} answered ${name} with a body that is no JSON, is above 128 KB, or is nested deeper than ${MAX_JSON_DEPTH} levels`,
  );
}
