import { Agent } from 'node:https';
import type { PnpError } from '@iotpnp/model';
import type { PolicyConnection } from '../auth/connection-string.js';
import type { PolicyTokens } from '../auth/policy-tokens.js';
import { delay, type ServiceClock } from '../clock.js';
import { serviceError } from '../error-codes.js';
import type { ServiceLog } from '../log.js';
import { httpsRequest, type HttpsAnswer, type HttpsPlace } from './https-request.js';
import { restError } from './rest-error.js';

const API_VERSION = '2021-04-12';
const HTTPS_PORT = 443;
const DEFAULT_TIMEOUT_MS = 30_000;
/** How often a request goes out in all where the hub is busy. */
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface RestCall {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Its parts, not yet encoded. */
  readonly path: readonly string[];
  readonly body?: string | undefined;
  /** Beside `api-version`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What it is about, for errors: `device dev1`. */
  readonly subject: string;
  readonly timeoutMs?: number | undefined;
  /** Whether a second time would do no harm. Default true. */
  readonly repeatable?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RestParts {
  readonly connection: PolicyConnection;
  readonly tokens: PolicyTokens;
  readonly ca: string | undefined;
  readonly clock: ServiceClock;
  readonly log: ServiceLog;
  /** Aborted when the service is closed. */
  readonly closed: AbortSignal;
}

/** IoT Hub's REST API by a shared access policy: signs, waits where the hub is busy, and tells failures. */
export class RestClient {
  readonly #parts: RestParts;
  readonly #place: HttpsPlace;

  constructor(parts: RestParts) {
    const { host, port = HTTPS_PORT } = parts.connection;
    const { ca } = parts;
    this.#parts = parts;
    const agent = new Agent({ keepAlive: true, ...(ca !== undefined && { ca }) });
    this.#place = { host, port, agent };
  }

  /** The answer, whose status is one of success. */
  async call(call: RestCall): Promise<HttpsAnswer> {
    const { closed, clock, log } = this.#parts;
    if (closed.aborted) throw closed.reason;
    const signal = call.signal === undefined ? closed : AbortSignal.any([call.signal, closed]);
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#once(call, signal);
      if (answer.status < 300) return answer;
      const error = restError(answer, call.subject);
      const wait = attempt < ATTEMPTS ? waitOf(answer, call, attempt) : undefined;
      if (wait === undefined) throw error;
      log.warn('the hub is busy', { status: answer.status, retryInMs: wait });
      await delay(wait, clock, signal);
    }
  }

  /** The JSON of the answer. */
  async json(call: RestCall): Promise<{ json: unknown; answer: HttpsAnswer }> {
    const answer = await this.call(call);
    try {
      return { json: JSON.parse(answer.text) as unknown, answer };
    } catch (cause) {
      throw noJson(call.subject, cause);
    }
  }

  close(): void {
    this.#place.agent.destroy();
  }

  #once(call: RestCall, signal: AbortSignal): Promise<HttpsAnswer> {
    const { method, path, query = {}, body, headers = {} } = call;
    const parameters = new URLSearchParams({ 'api-version': API_VERSION, ...query });
    const json = { 'content-type': 'application/json; charset=utf-8' };
    const asked = {
      method,
      path: `/${path.map(encodeURIComponent).join('/')}?${parameters.toString()}`,
      headers: {
        authorization: this.#parts.tokens.hub(),
        accept: 'application/json',
        'user-agent': '@iotpnp/service',
        ...(body !== undefined && json),
        ...headers,
      },
      body,
      timeoutMs: call.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      repeatable: call.repeatable ?? true,
      signal,
    };
    return httpsRequest(this.#place, asked, this.#parts.clock);
  }
}

/** How long to wait before it is asked again; `undefined` when it is not to be. */
function waitOf({ status, headers }: HttpsAnswer, call: RestCall, attempt: number) {
  // a request refused for its number was not served; one that failed may have been
  if (status !== 429 && !(status === 503 && call.repeatable !== false)) return undefined;
  const text = headers['retry-after'];
  const seconds = typeof text === 'string' && text !== '' ? Number(text) : Number.NaN;
  const asked = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
  return Math.min(asked ?? FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
}

export function noJson(subject: string, cause?: unknown): PnpError {
  return serviceError('PNP_SERVICE_PROTOCOL', `the answer about ${subject} is none of an IoT Hub`, {
    hint: 'check that HostName is the address of an IoT Hub',
    where: { key: subject },
    cause,
  });
}
