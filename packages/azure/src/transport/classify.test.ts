import { isConnectionError } from '@iotpnp/core';
import common from 'azure-iot-common';
import { describe, expect, it } from 'vitest';
import { connectFailure, disconnected, sendFailure, twinFailure } from './classify.js';

const { errors } = common;
const first = 'mqtt.js returned Failure on first connection (Not authorized): ';

describe('a failure to connect', () => {
  it.each([
    [`${first}connect ECONNREFUSED 127.0.0.1:8883 error`, 'PNP_HUB_UNREACHABLE', 'backoff'],
    [`${first}getaddrinfo ENOTFOUND nowhere error`, 'PNP_HUB_UNREACHABLE', 'backoff'],
    [`${first}self-signed certificate in certificate chain error`, 'PNP_HUB_UNTRUSTED', 'backoff'],
    [`${first}Connection refused: Not authorized error`, 'PNP_HUB_REFUSED', 'refused'],
    [`${first}Connection refused: Identifier rejected error`, 'PNP_HUB_REFUSED', 'refused'],
    [
      'mqtt.js returned Connection refused: Server unavailable error',
      'PNP_HUB_UNAVAILABLE',
      'backoff',
    ],
  ])('worded %s is %s', (message, code, retry) => {
    const failure = connectFailure(new errors.UnauthorizedError(message), 'hub');
    expect(failure).toMatchObject({ code, retry });
    expect(failure.message).not.toMatch(/Failure on first connection|mqtt\.js| error$/);
  });
});

describe('a message that was not taken', () => {
  it.each([
    new errors.NotConnectedError('gone'),
    new errors.NotConnectedError(), // the client's words for a connection that is gone
    new errors.TimeoutError('Message not acknowledged'),
    new Error('Connection closed'),
    new Error('write EPIPE'),
    disconnected('gone', 'hub'),
  ])('with %s is sent again', (error) => {
    expect(isConnectionError(sendFailure(error, 'hub'))).toBe(true);
  });

  it.each([
    new errors.MessageTooLargeError('too large'),
    new TypeError('Do not know how to serialize a BigInt'),
    new URIError('URI malformed'),
    new RangeError('Invalid time value'),
  ])('with %s is refused for its content', (error) => {
    const failure = sendFailure(error, 'hub');
    expect(failure.code).toBe('PNP_MESSAGE_REFUSED');
    expect(isConnectionError(failure)).toBe(false);
  });
});

it.each([
  [400, 'PNP_TWIN_REFUSED', undefined],
  [404, 'PNP_TWIN_REFUSED', undefined],
  [401, 'PNP_HUB_REFUSED', 'refused'],
  [403, 'PNP_HUB_REFUSED', 'refused'],
  [429, 'PNP_HUB_THROTTLED', 'backoff'],
  [503, 'PNP_HUB_THROTTLED', 'backoff'],
])('a twin request answered %i is %s', (status, code, retry) => {
  const failure = twinFailure(status, 'why');
  expect(failure.code).toBe(code);
  expect((failure as { retry?: string }).retry).toBe(retry);
  expect(failure.message).toBe(`the hub answers ${status}: why`);
});
