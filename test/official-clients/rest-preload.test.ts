import { startHub, type Hub } from '@iotpnp/hub';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runScript } from '../support/official-script.js';

let hub: Hub;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
});
afterEach(() => hub.close());

it.each([
  ['host', 'get({ host: input, path: "/" })'],
  ['hostname', 'get({ hostname: input, host: "elsewhere.invalid", path: "/" })'],
  ['a URL and options', 'get(new URL("https://" + input + "/"), { method: "GET" })'],
  ['a text', 'get("https://" + input + "/")'],
])('a request whose %s has the port in it reaches the hub', async (_what, call) => {
  const source = `
    import { get } from 'node:https';
    ${call}.on('response', (response) => { print(response.statusCode); response.resume(); });
  `;
  expect(await runScript({ source, ca: hub.ca, input: hub.hostName })).toEqual([404]);
});
