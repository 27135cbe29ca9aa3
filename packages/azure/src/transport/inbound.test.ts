import common from 'azure-iot-common';
import { expect, it } from 'vitest';
import { inboundMessage } from './inbound.js';

it('what the hub adds to a message is not handed on as the application’s', () => {
  const message = new common.Message(Buffer.from([1, 2, 255]));
  message.messageId = 'm1';
  message.correlationId = 'c1';
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  for (const key of ['$.cdid', 'iothub-ack', '', 'method-name', '__proto__']) {
    message.properties.add(key, 'value');
  }
  const inbound = inboundMessage(message, 'in1');
  expect(inbound).toEqual({
    input: 'in1',
    body: Buffer.from([1, 2, 255]),
    messageId: 'm1',
    correlationId: 'c1',
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    properties: Object.fromEntries([
      ['method-name', 'value'],
      ['__proto__', 'value'],
    ]),
  });
});

it('what a message does not say is absent', () => {
  const inbound = inboundMessage(new common.Message(Buffer.alloc(0)));
  expect(inbound).toEqual({ body: Buffer.alloc(0), properties: {} });
});
