import { request, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';
import { ConnectionError } from '@iotpnp/core';

/** The security daemon answers at once, or not at all. */
const PATIENCE_MS = 30_000;

export interface WorkloadOptions {
  /** `unix:///var/run/iotedge/workload.sock`, or `http://host:port`. */
  readonly workloadUri: string;
  readonly apiVersion: string;
  readonly moduleId: string;
  readonly generationId: string;
}

/**
 * What IoT Edge's security daemon does for a module: it keeps the key and signs by it.
 * Source: Azure IoT Edge, "workload" API of the security daemon.
 */
export class WorkloadApi {
  readonly #options: WorkloadOptions;

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  /** The HMAC-SHA256 of a text under the module's key, base64. @throws {ConnectionError} PNP_EDGE_WORKLOAD */
  async sign(data: string, signal: AbortSignal): Promise<string> {
    const { moduleId, generationId } = this.#options;
    const names = [moduleId, generationId].map((name) => encodeURIComponent(name));
    const body = {
      keyId: 'primary',
      algo: 'HMACSHA256',
      data: Buffer.from(data, 'utf8').toString('base64'),
    };
    const path = `/modules/${names[0]}/genid/${names[1]}/sign`;
    const { digest } = await this.#ask('POST', path, { signal, body });
    if (typeof digest === 'string') return digest;
    throw failed('its answer has no digest');
  }

  /** The certificates that modules of this device trust, as PEM text. @throws {ConnectionError} PNP_EDGE_WORKLOAD */
  async trustBundle(signal: AbortSignal): Promise<string> {
    const { certificate } = await this.#ask('GET', '/trust-bundle', { signal });
    if (typeof certificate === 'string') return certificate;
    throw failed('its answer has no certificate');
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    { signal, body }: { readonly signal: AbortSignal; readonly body?: object },
  ): Promise<{ readonly digest?: unknown; readonly certificate?: unknown }> {
    const { workloadUri, apiVersion } = this.#options;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const options: RequestOptions = {
      ...placeOf(workloadUri),
      method,
      path: `${path}?api-version=${encodeURIComponent(apiVersion)}`,
      headers: {
        accept: 'application/json',
        ...(content !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(content),
        }),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      agent: false,
    };
    try {
      const { status, answer } = await send(options, content);
      if (status !== 200) throw failed(`it answers ${status}`);
      return JSON.parse(answer) as { readonly digest?: unknown };
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof ConnectionError ? error : failed(wordsOf(error), error);
    }
  }
}

function send(
  options: RequestOptions,
  content: string | undefined,
): Promise<{ readonly status: number | undefined; readonly answer: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode, answer }), reject);
    });
    asked.once('error', reject);
    asked.end(content);
  });
}

function placeOf(uri: string): RequestOptions {
  const { protocol, pathname, hostname, port } = new URL(uri);
  if (protocol === 'unix:') return { socketPath: decodeURIComponent(pathname) };
  return { host: hostname.replace(/^\[|\]$/gu, ''), port: port === '' ? 80 : Number(port) };
}

function wordsOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : String(error);
}

function failed(why: string, cause?: unknown): ConnectionError {
  return new ConnectionError(
    'PNP_EDGE_WORKLOAD',
    `the IoT Edge workload API did not serve: ${why}`,
    {
      retry: 'backoff',
      hint: 'see whether the security daemon runs, and whether its socket is mounted into the module',
      cause,
    },
  );
}
