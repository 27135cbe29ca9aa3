import { createService, type Service, type ServiceOptions } from '@iotpnp/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onService, type OnService } from './on-service.js';

let on: OnService;
beforeAll(async () => {
  on = await onService();
  await on.hub.addDevice('dev1');
});
afterAll(() => on[Symbol.asyncDispose]());

/** What a program that nobody type-checks may give. */
type Loose = {
  readonly [Name in keyof Service]: Service[Name] extends (...given: never[]) => infer R
    ? (...given: unknown[]) => R
    : { readonly [Inner in keyof Service[Name]]: (...given: unknown[]) => Promise<unknown> };
};

function loose(): Loose {
  return on.service as unknown as Loose;
}

const refusal = (key: string, hint = '') =>
  expect.objectContaining({
    code: 'PNP_SERVICE_ARGUMENT',
    where: { key },
    hint: expect.stringContaining(hint) as string,
  }) as Error;

describe('a value that JSON has not is refused with its path, and changes nothing:', () => {
  const ring: unknown[] = [];
  ring.push(ring);

  it.each([
    ['NaN', Number.NaN, 'desired.b'],
    ['Infinity', { c: [1, Number.POSITIVE_INFINITY] }, 'desired.b.c[1]'],
    ['a BigInt that a double cannot hold', 2n ** 60n + 1n, 'desired.b'],
    ['a BigInt beyond all doubles', 10n ** 400n, 'desired.b'],
    ['a function', () => 1, 'desired.b'],
    ['undefined in an array', [undefined], 'desired.b[0]'],
    ['an array in itself', ring, 'desired.b[0]'],
    ['a Date', new Date(0), 'desired.b'],
    ['a Map', new Map([['a', 1]]), 'desired.b'],
  ])('%s', async (_, value, path) => {
    await on.service.replaceTwin('dev1', { desired: { b: 1 } });
    for (const member of ['updateTwin', 'replaceTwin'] as const) {
      await expect(loose()[member]('dev1', { desired: { b: value } })).rejects.toThrow(
        refusal(path),
      );
    }
    await expect(loose().invoke('dev1', 'm', { desired: { b: value } })).rejects.toThrow(
      refusal(`payload.${path}`),
    );
    expect(on.hub.twin('dev1').desired).toMatchObject({ b: 1 });
  });

  it('but a BigInt that a double holds is sent, and what is undefined is not there', async () => {
    await on.service.replaceTwin('dev1', { desired: { b: 1 } });
    await loose().updateTwin('dev1', { desired: { big: 2n ** 40n, b: undefined } });
    expect(on.hub.twin('dev1').desired).toMatchObject({ b: 1, big: 2 ** 40 });
  });
});

describe('an argument that is none rejects, and is not sent:', () => {
  it.each<[string, () => unknown, string, string]>([
    ['a body that is an object', () => loose().send('dev1', { a: 1 }), 'body', 'a text or'],
    ['no body', () => loose().send('dev1'), 'body', 'a text or'],
    [
      'an expiry that is a text',
      () => loose().send('dev1', 'x', { expiresAt: '2030' }),
      'expiresAt',
      'Date',
    ],
    [
      'an expiry that is no time',
      () => loose().send('dev1', 'x', { expiresAt: new Date('garbage') }),
      'expiresAt',
      'Date',
    ],
    [
      'a property that is a number',
      () => loose().send('dev1', 'x', { properties: { a: 1 } }),
      'properties',
      'texts',
    ],
    ['an ack there is not', () => loose().send('dev1', 'x', { ack: 'all' }), 'ack', 'full'],
    ['no id', () => loose().devices.add(), 'target', 'a text'],
    ['no target', () => loose().twin(), 'target', 'a text'],
    ['no patch', () => loose().updateTwin('dev1'), 'updateTwin', 'desired'],
    [
      'a patch with a typo',
      () => loose().updateTwin('dev1', { desirde: { a: 1 } }),
      'desirde',
      'did you mean desired?',
    ],
    [
      'a section that is no object',
      () => loose().replaceTwin('dev1', { tags: 5 }),
      'tags',
      'object',
    ],
    ['whether it is enabled', () => loose().devices.setEnabled('dev1', 'no'), 'enabled', 'true'],
    [
      'an option with a typo',
      () => loose().devices.add('new', { primarykey: 'x' }),
      'primarykey',
      'did you mean primaryKey?',
    ],
    ['an option there is not', () => loose().devices.add('new', { cert: 'x' }), 'cert', 'x509'],
    [
      'a key too short',
      () => loose().devices.add('new', { primaryKey: 'c2hvcnQ=' }),
      'primaryKey',
      'base64 of 16 to 64 bytes',
    ],
    [
      'a thumbprint that is none',
      () => loose().devices.add('new', { x509: { primaryThumbprint: 'AB:CD' } }),
      'primaryThumbprint',
      '40 or 64 hexadecimal digits',
    ],
    ['enabled of a module', () => loose().modules.add('dev1/m', { enabled: false }), 'enabled', ''],
    ['options that are null', () => loose().twin('dev1', null), 'twin', 'signal'],
    ['a signal that is none', () => loose().twin('dev1', { signal: 'x' }), 'signal', 'AbortSignal'],
    [
      'a timeout that is a text',
      () => loose().invoke('dev1', 'm', 1, { timeoutMs: '5000' }),
      'timeoutMs',
      'a number',
    ],
    ['no command', () => loose().invoke('dev1'), 'name', 'a text'],
    ['a method of HTTP there is not', () => loose().request('get', '/x'), 'method', 'GET'],
    ['NaN in a request', () => loose().request('PUT', '/x', { body: [Number.NaN] }), 'body[0]', ''],
  ])('%s', async (_, call, key, hint) => {
    await expect(call()).rejects.toThrow(refusal(key, hint));
  });

  it.each<[string, () => unknown, string]>([
    ['a starting point', () => loose().monitor({ from: 'yesterday' }), 'from'],
    ['a time that is none', () => loose().monitor({ from: new Date('garbage') }), 'from'],
    ['a target with a typo', () => loose().monitor({ deviceid: 'dev1' }), 'deviceid'],
    ['no query', () => loose().query(), 'sql'],
    ['a page of none', () => loose().query('SELECT * FROM devices', { pageSize: 0 }), 'pageSize'],
  ])('or throws, where an iterator is returned: %s', (_, call, key) => {
    expect(call).toThrow(refusal(key));
  });
});

describe('createService', () => {
  const create = createService as (text: unknown, options?: unknown) => Service;

  it('with no text is PNP_SERVICE_CONNECTION_STRING, as with an empty one', () => {
    for (const given of [undefined, null, 5, '']) {
      expect(() => create(given)).toThrow(
        expect.objectContaining({ code: 'PNP_SERVICE_CONNECTION_STRING' }) as Error,
      );
    }
  });

  it.each<[keyof ServiceOptions | 'cert', unknown]>([
    ['ca', Buffer.from('x')],
    ['clock', {}],
    ['log', console.log],
    ['cert', 'x'],
  ])('with a wrong %s is refused', (name, value) => {
    const { serviceConnectionString } = on.hub;
    expect(() => create(serviceConnectionString, { [name]: value })).toThrow(refusal(name));
  });
});
