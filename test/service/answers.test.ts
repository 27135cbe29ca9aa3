import { createServer } from 'node:https';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createService } from '@iotpnp/service';
import { FakeClock } from '@iotpnp/testkit';
import { expect, it } from 'vitest';

import { serverCertificate } from './server-certificate.js';

/** A server that is no hub, and a service that takes it for one. */
async function stranger(answer: RequestListener) {
  const { key, cert, ca } = await serverCertificate();
  const server = createServer({ key, cert }, answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clock = new FakeClock(Date.now());
  const waits: unknown[] = [];
  const service = createService(
    `HostName=localhost:${port};SharedAccessKeyName=p;SharedAccessKey=c2VjcmV0`,
    {
      ca,
      clock,
      log: {
        debug: () => {},
        warn: (_message, fields) => {
          waits.push(fields?.['retryInMs']);
          setImmediate(() => void clock.advance(Number(fields?.['retryInMs'])));
        },
      },
    },
  );
  return {
    service,
    clock,
    waits,
    async [Symbol.asyncDispose]() {
      await service.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const busy = (retryAfter: string, times = 1): RequestListener => {
  let count = 0;
  return (_request, response) => {
    count += 1;
    if (count > times) response.writeHead(200).end('{"deviceId":"dev1"}');
    else response.writeHead(429, { 'retry-after': retryAfter }).end();
  };
};

it.each([
  ['7', 7_000],
  ['0', 0],
  ['3600', 30_000],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 1_000],
])('Retry-After: %s is waited for %i ms', async (retryAfter, ms) => {
  await using on = await stranger(busy(retryAfter));
  await on.service.twin('dev1');
  expect(on.waits).toEqual([ms]);
});

it.each([
  [200, '<html>', 'PNP_SERVICE_PROTOCOL'],
  [200, '[]', 'PNP_SERVICE_PROTOCOL'],
  [404, '<html>', 'PNP_SERVICE_PROTOCOL'],
  [400, 'no', 'PNP_SERVICE_REFUSED'],
  [500, '', 'PNP_SERVICE_UNAVAILABLE'],
  [403, '{"Message":"ErrorCode:IoTHubQuotaExceeded;403002"}', 'PNP_SERVICE_THROTTLED'],
  [403, '{"Message":"ErrorCode:Forbidden;no"}', 'PNP_SERVICE_UNAUTHORIZED'],
] as const)('%i %j is %s', async (status, text, code) => {
  await using on = await stranger((_request, response) => response.writeHead(status).end(text));
  await expect(on.service.twin('dev1')).rejects.toThrow(expect.objectContaining({ code }) as Error);
});

it('what echoes the token does not make an error show it', async () => {
  await using on = await stranger((request, response) => {
    const Message = `ErrorCode:ArgumentInvalid;bad ${String(request.headers.authorization)} here`;
    response.writeHead(400).end(JSON.stringify({ Message }));
  });
  const error = (await on.service.twin('dev1').catch((thrown: unknown) => thrown)) as Error;
  expect(error.message).toContain('bad [redacted] here');
  expect(JSON.stringify(error)).not.toContain('sig=');
});

it('no answer is PNP_SERVICE_TIMEOUT once its time is over', async () => {
  const asked: (() => void)[] = [];
  const arrived = new Promise<void>((resolve) => asked.push(resolve));
  await using on = await stranger(() => asked[0]?.());
  const call = on.service.twin('dev1');
  await arrived;
  await Promise.all([
    expect(call).rejects.toThrow(expect.objectContaining({ code: 'PNP_SERVICE_TIMEOUT' }) as Error),
    on.clock.advance(30_000),
  ]);
});

it('an answer that breaks off is PNP_SERVICE_UNREACHABLE', async () => {
  await using on = await stranger((request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{', () => request.socket.destroy());
  });
  await expect(on.service.twin('dev1')).rejects.toThrow(
    expect.objectContaining({ code: 'PNP_SERVICE_UNREACHABLE' }) as Error,
  );
});
