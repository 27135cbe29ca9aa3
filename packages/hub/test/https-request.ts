import { type Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Hub } from '../src/hub.js';
import { sasToken } from './sas-token.js';

export interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Sent {
  readonly token?: string | undefined;
  /** What is no text and no bytes goes as JSON. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly agent?: Agent;
}

/** One request to the hub, over a connection of its own unless an agent has one. */
export function httpsRequest(
  hub: Hub,
  method: string,
  path: string,
  sent: Sent = {},
): Promise<Reply> {
  const { token, body, agent } = sent;
  const headers = { ...(token === undefined ? {} : { authorization: token }), ...sent.headers };
  const { port, ca } = hub;
  const options = { host: 'localhost', port, ca, method, path, headers, agent: agent ?? false };
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      const { statusCode: status, headers: answered } = response;
      text(response).then((all) => resolve({ status, headers: answered, body: all }), reject);
    });
    asked.on('error', reject);
    asked.end(
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
        ? body
        : JSON.stringify(body),
    );
  });
}

/** A token of the policy in the hub's connection string for back ends. */
export function ownerToken(hub: Hub, expiresAt = Date.parse('2100-01-01T00:00:00Z')): string {
  const [, key = ''] = /SharedAccessKey=(.*)$/u.exec(hub.serviceConnectionString) ?? [];
  const sr = encodeURIComponent(hub.hostName);
  return `${sasToken({ sr, key, expiresAt })}&skn=iothubowner`;
}
