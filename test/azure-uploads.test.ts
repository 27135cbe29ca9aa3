import { inspect } from 'node:util';
import { type DeviceIdentity, type FileUpload } from '@iotpnp/core';
import { FakeClock, memoryLog } from '@iotpnp/testkit';
import type { Client } from 'azure-iot-device';
import { expect, it } from 'vitest';
import { PendingCalls } from '../packages/azure/src/transport/pending-calls.js';
import { sdkClient } from '../packages/azure/src/transport/sdk-client.js';
import { SdkTransport } from '../packages/azure/src/transport/sdk-transport.js';
import { TokenProvider } from '../packages/azure/src/transport/token-provider.js';
import { HubAgent } from '../packages/azure/src/upload/hub-agent.js';
import { uploadFile } from '../packages/azure/src/upload/upload-file.js';
import { azureFileService, type AzureFileService } from './support/azure-file-service.js';

/** Uploads through a client that has never connected: a file needs no MQTT. */
async function upload(
  { hostName: hub, ca }: AzureFileService,
  file: FileUpload,
  signal?: AbortSignal,
): Promise<void> {
  const auth = { kind: 'sas', sign: async () => 'signature' } as const;
  const identity: DeviceIdentity = { hub, deviceId: 'dev1', ca, auth };
  const times = { validForSeconds: 60, renewBeforeSeconds: 10 };
  const provider = new TokenProvider({ ...identity, auth }, new FakeClock(), times);
  const client = sdkClient(
    identity,
    provider.forRequests(),
    new SdkTransport(provider, undefined),
  ) as Client;
  await client.setOptions({ ca, http: { agent: new HubAgent({ host: hub, ca }) } });
  const calls = new PendingCalls();
  await uploadFile(file, { client, calls, identity, log: memoryLog([]) }, signal);
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

it('a file arrives whole, in a blob of its name, and the hub is told', async () => {
  await using service = await azureFileService();
  const name = 'logs/to day#1?.txt';
  await upload(service, { name, content: chunks('one ', 'two ', 'größer') });
  expect([...service.blobs]).toEqual([[`/files/dev1/${name}`, Buffer.from('one two größer')]]);
  expect(service.notices).toEqual([
    { isSuccess: true, statusCode: 201, statusDescription: 'stored' },
  ]);
});

it('a file of nothing is a file, and one above a block is put together again', async () => {
  await using service = await azureFileService();
  await upload(service, { name: 'none', content: chunks() });
  const million = 'x'.repeat(1_000_000);
  await upload(service, {
    name: 'much',
    content: chunks(...Array.from({ length: 9 }, () => million)),
  });
  const sizes = [...service.blobs].map(([path, blob]) => [path, blob.length]);
  expect(sizes).toEqual([
    ['/files/dev1/none', 0],
    ['/files/dev1/much', 9_000_000],
  ]);
});

it.each([
  {
    status: 400,
    body: '{"Message":"ErrorCode:BlobContainerNotFound;no storage"}',
    code: 'PNP_UPLOAD_REFUSED',
    says: expect.stringMatching(/400 ErrorCode:BlobContainerNotFound;no storage/),
  },
  {
    status: 401,
    body: '',
    code: 'PNP_UPLOAD_REFUSED',
    says: expect.stringMatching(/401 Unauthorized/),
  },
  { status: 429, body: '', code: 'PNP_HUB_THROTTLED', says: expect.stringMatching(/429/) },
])('a hub that answers $status is $code', async ({ status, body, code, says }) => {
  await using service = await azureFileService();
  service.refusals.set('POST /devices/dev1/files', { status, body });
  const failed = upload(service, { name: 'a', content: chunks('x') });
  await expect(failed).rejects.toMatchObject({ code, message: says });
  expect(service.blobs.size).toBe(0);
});

it('a storage that refuses is an error without the secret address, and the hub is told', async () => {
  await using service = await azureFileService();
  service.refusals.set('PUT', { status: 403 });
  const error = await upload(service, { name: 'a', content: chunks('x') }).catch((e: unknown) => e);
  expect(error).toMatchObject({
    code: 'PNP_STORAGE_FAILED',
    message: expect.stringMatching(/403/),
  });
  expect(`${(error as Error).message} ${(error as Error).stack}`).not.toContain('secret');
  expect(service.notices).toMatchObject([{ isSuccess: false, statusCode: 403 }]);
});

it.each(['POST /devices/dev1/files', 'PUT'])(
  'a refused %s shows neither token nor address, however deep its error is looked at',
  async (request) => {
    await using service = await azureFileService();
    service.refusals.set(request, { status: 403 });
    const file = { name: 'a', content: chunks('x') };
    const error = await upload(service, file).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 12, showHidden: true })).not.toMatch(/secret|SharedAccess|sig=/);
  },
);

it('content that throws ends the upload with its own words, and the hub is told', async () => {
  await using service = await azureFileService();
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(3);
    throw new Error('the disk is gone');
  }
  const failed = upload(service, { name: 'a', content: broken() });
  await expect(failed).rejects.toMatchObject({
    message: expect.stringMatching(/the disk is gone/),
  });
  expect(service.notices).toMatchObject([{ isSuccess: false, statusCode: -1 }]);
  expect(service.blobs.size).toBe(0);
});

it('the news that the hub does not take is an error: it will not know of the file', async () => {
  await using service = await azureFileService();
  service.refusals.set('POST /devices/dev1/files/notifications/', { status: 404 });
  const failed = upload(service, { name: 'a', content: chunks('x') });
  await expect(failed).rejects.toMatchObject({
    code: 'PNP_UPLOAD_REFUSED',
    message: expect.stringMatching(/Not Found/),
  });
});

it.each(['POST /devices/dev1/files', 'PUT /files'])(
  'an abort ends an upload whose %s is not answered',
  async (request) => {
    await using service = await azureFileService();
    service.ignored.add(request);
    const controller = new AbortController();
    const failed = upload(service, { name: 'a', content: chunks('x') }, controller.signal);
    const reason = failed.catch((error: unknown) => error);
    const asked = () => service.requests.some((line) => line.startsWith(request));
    await expect.poll(asked).toBe(true);
    controller.abort(new Error('enough'));
    expect(await reason).toMatchObject({ message: 'enough' });
    expect(service.blobs.size).toBe(0);
  },
);

it('a hub nobody is at is a failure to connect', async () => {
  const service = await azureFileService();
  await service[Symbol.asyncDispose]();
  const failed = upload(service, { name: 'a', content: chunks('x') });
  await expect(failed).rejects.toMatchObject({ code: 'PNP_HUB_UNREACHABLE', retry: 'backoff' });
});

it('a name that the client would cut is refused before anything is sent', async () => {
  await using service = await azureFileService();
  const failed = upload(service, { name: 'Übersicht', content: chunks('x') });
  await expect(failed).rejects.toMatchObject({ code: 'PNP_UPLOAD_NAME_UNFIT' });
  expect(service.requests).toEqual([]);
});
