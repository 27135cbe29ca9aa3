import { describe, expect, it } from 'vitest';
import type { SendToDeviceOptions } from '../hub-options.js';
import { outgoingMessage } from './outgoing-message.js';

function message(options: object = {}, body: string | Uint8Array = 'x') {
  return outgoingMessage({ ...(options as SendToDeviceOptions), target: 'dev1', body });
}

describe('outgoingMessage', () => {
  it('gives each message an id of its own, unless it has one', () => {
    expect(message({ messageId: 'm-1' }).messageId).toBe('m-1');
    expect(message().messageId).toMatch(/^[\da-f-]{36}$/u);
    expect(message().messageId).not.toBe(message().messageId);
  });

  it('takes no part in later changes of what it was made of', () => {
    const body = new Uint8Array([1, 2]);
    const properties = { a: 'b' };
    const made = message({ properties }, body);
    body[0] = 9;
    properties.a = 'c';
    expect(made).toMatchObject({ body: Buffer.from([1, 2]), properties: { a: 'b' } });
  });

  it.each([
    [{ messageId: '' }],
    [{ messageId: 'a b' }],
    [{ messageId: 'x'.repeat(129) }],
    [{ expiresAt: new Date(Number.NaN) }],
    [{ inputName: '' }],
    [{ inputName: 'a\u0000' }],
    [{ ack: 'maybe' }],
    [{ properties: { '': 'x' } }],
    [{ properties: { '$.mid': 'x' } }],
    [{ properties: { a: 1 } }],
    [{ properties: { a: '\ud800' } }],
    [{ contentType: '\ud800' }],
  ])('refuses %j', (options) => {
    expect(() => message(options)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_MESSAGE_INVALID' }),
    );
  });

  it('has 64 KB with its properties, and no more', () => {
    const options = { messageId: 'm', properties: { ab: 'cd' } };
    expect(message(options, 'x'.repeat(65_536 - 5)).body).toHaveLength(65_531);
    const tooLarge = expect.objectContaining({ code: 'PNP_HUB_PAYLOAD_TOO_LARGE' });
    expect(() => message(options, 'x'.repeat(65_536 - 4))).toThrow(tooLarge);
    expect(() => message(options, 'ä'.repeat(32_768))).toThrow(tooLarge);
  });

  it('has no properties that overflow a topic once they are percent-encoded', () => {
    expect(() => message({ properties: { a: 'ä'.repeat(15_000) } })).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_PAYLOAD_TOO_LARGE',
        message: expect.stringContaining('topic'),
      }),
    );
  });
});
