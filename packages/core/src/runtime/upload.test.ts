import { expect, it } from 'vitest';
import { MemoryDevice, settled, started } from '@iotpnp/testkit';
import { Interface } from '../index.js';

@Interface('dtmi:com:example:Camera;1')
class Camera {}

async function* stream(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array([1, 2]);
  yield new Uint8Array([3]);
}

it('sends texts, bytes and streams to the storage of the hub', async () => {
  await using running = await started(new Camera());
  await running.session.upload('a.txt', 'größer');
  await running.session.upload('b.bin', new Uint8Array([9]));
  await running.session.upload('c.bin', stream());
  const files = running.hub.files.map(({ name, content }) => [name, [...content]]);
  expect(files).toEqual([
    ['a.txt', [...new TextEncoder().encode('größer')]],
    ['b.bin', [9]],
    ['c.bin', [1, 2, 3]],
  ]);
});

it('refuses what cannot be: no name, no link, no such transport, a module, a closed session', async () => {
  const running = await started(new Camera());
  const upload = (name = 'a') => running.session.upload(name, 'x');
  await expect(upload('')).rejects.toMatchObject({ code: 'PNP_UPLOAD_NAME' });
  running.hub.cut();
  await settled();
  await expect(upload()).rejects.toMatchObject({ code: 'PNP_OFFLINE' });
  running.hub.supports = { upload: false };
  await expect(upload()).rejects.toMatchObject({ code: 'PNP_TRANSPORT_NO_UPLOAD' });
  await running.session.close();
  await expect(upload()).rejects.toMatchObject({ code: 'PNP_SESSION_CLOSED' });
  const hub = new MemoryDevice('dev1/mod1');
  await using module = await started(new Camera(), { hub });
  await expect(module.session.upload('a', 'x')).rejects.toMatchObject({
    code: 'PNP_MODULE_NO_UPLOAD',
  });
});

it('says why a file did not arrive', async () => {
  await using running = await started(new Camera());
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array([1]);
    throw new Error('the card was removed');
  }
  await expect(running.session.upload('film', broken())).rejects.toMatchObject({
    code: 'PNP_UPLOAD_FAILED',
    message: 'film was not uploaded: the card was removed',
  });
  expect(running.hub.files).toEqual([]);
});
