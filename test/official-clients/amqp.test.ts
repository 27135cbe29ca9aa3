import { once } from 'node:events';
import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import type { Message } from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient } from '../../packages/hub/test/azure-client.js';
import { nextEvent, subscribed } from '../../packages/hub/test/next-event.js';
import { runScript, startScript, type OfficialScript } from '../support/official-script.js';
import { mayListenAt443 } from '../support/port-443.js';

/** In front of each script: Microsoft's service client, which fails at once rather than trying again. */
const CLIENT = `
  import iothub from 'azure-iothub';
  import common from 'azure-iot-common';
  const transport = input.overWebSockets ? iothub.AmqpWs : undefined;
  const client = iothub.Client.fromConnectionString(input.connectionString, transport);
  client.setRetryPolicy({ shouldRetry: () => false, nextRetryTimeout: () => -1 });
  const message = (messageId, body, more = {}) =>
    Object.assign(new common.Message(body), { messageId }, more);
  const send = (id, sent) => client.send(id, sent).then(() => 'sent', ({ name }) => name);
`;

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  events = hub.events();
});
afterEach(() => hub.close());

/** Runs a script to its end; what it printed. */
function run(source: string): Promise<unknown[]> {
  const input = { connectionString: hub.serviceConnectionString };
  return runScript({ ca: hub.ca, input, source: CLIENT + source });
}

const CONVERSATION = `
  await client.open();
  const { result: receiver } = await client.getFeedbackReceiver();
  receiver.on('message', async (feedback) => {
    print({ type: feedback.contentType, records: JSON.parse(String(feedback.getData())) });
    await receiver.complete(feedback);
    await client.close();
    print('closed');
  });
  const sent = message('m-1', '{"a":1}', {
    ack: 'full',
    correlationId: '00000000-0000-4000-8000-000000000001',
    contentType: 'application/json',
    contentEncoding: 'utf-8',
  });
  sent.properties.add('a b', 'c&d=ü');
  print(await send('dev1', sent));
`;

/** What the device gets of it, and the back end in return. */
async function expectConversation(script: OfficialScript): Promise<void> {
  await using device = await azureClient(hub);
  const arrived = once(device.client, 'message') as Promise<[Message]>;
  expect(await script.next()).toBe('sent');
  const [message] = await arrived;
  expect(message.getBytes().toString()).toBe('{"a":1}');
  expect(message).toMatchObject({
    messageId: 'm-1',
    to: '/devices/dev1/messages/devicebound',
    correlationId: '00000000-0000-4000-8000-000000000001',
    contentType: 'application/json',
    contentEncoding: 'utf-8',
  });
  expect(message.properties.propertyList).toEqual([
    { key: 'iothub-ack', value: 'full' },
    { key: 'a b', value: 'c&d=ü' },
  ]);
  expect(await script.next()).toEqual({
    type: 'application/vnd.microsoft.iothub.feedback.json',
    records: [
      {
        originalMessageId: 'm-1',
        enqueuedTimeUtc: expect.stringMatching(/^\d{4}-.*Z$/u) as string,
        statusCode: 'Success',
        description: 'Success',
        deviceId: 'dev1',
        deviceGenerationId: expect.stringMatching(/./u) as string,
      },
    ],
  });
  expect(await script.next()).toBe('closed');
  expect(await script.rest()).toEqual([]);
}

describe("Microsoft's service client over AMQP", () => {
  it('sends to a device, and gets the feedback it has asked for', async () => {
    const input = { connectionString: hub.serviceConnectionString };
    await using script = startScript({ ca: hub.ca, input, source: CLIENT + CONVERSATION });
    await expectConversation(script);
  });

  it('does so over WebSockets', async (test) => {
    const host = '127.0.0.3';
    if (!(await mayListenAt443(host)))
      test.skip('this machine does not let one listen at port 443');
    await hub.close();
    hub = await startHub({ host, port: 0, alsoPorts: [443] });
    await hub.addDevice('dev1');
    const connectionString = hub.serviceConnectionString.replace(
      /HostName=[^;]*/u,
      `HostName=${host}`,
    );
    const input = { connectionString, overWebSockets: true };
    await using script = startScript({ ca: hub.ca, input, source: CLIENT + CONVERSATION });
    await expectConversation(script);
  });

  it('is told why a message is not taken, by the errors of its own', async () => {
    const printed = await run(`
      print(await send('nobody', message('m1', 'x')));
      print(await send('dev1', message('m1', 'x'.repeat(70_000))));
      print(await send('dev1', message('m1', 'x', { ack: 'perhaps' })));
      const sent = [];
      for (let number = 1; number <= 51; number += 1) {
        sent.push(await send('dev1', message('m' + number, 'x')));
      }
      print(sent);
      await client.close();
    `);
    expect(printed).toEqual([
      'DeviceNotFoundError',
      'MessageTooLargeError',
      'ArgumentError',
      [...Array.from({ length: 50 }, () => 'sent'), 'DeviceMaximumQueueDepthExceededError'],
    ]);
    expect(hub.pendingMessages('dev1')).toBe(50);
  });

  it('gets feedback of what has expired', async () => {
    const records = await run(`
      const { result: receiver } = await client.getFeedbackReceiver();
      receiver.on('message', async (feedback) => {
        const [{ originalMessageId, statusCode }] = JSON.parse(String(feedback.getData()));
        print({ originalMessageId, statusCode });
        await client.close();
      });
      await send('dev1', message('m1', 'x', { ack: 'negative', expiryTimeUtc: 1 }));
    `);
    expect(records).toEqual([{ originalMessageId: 'm1', statusCode: 'Expired' }]);
  });

  it('is told of files that devices have uploaded', async () => {
    const [notice] = await runScript({
      ca: hub.ca,
      input: {
        connectionString: hub.serviceConnectionString,
        device: hub.connectionString('dev1'),
      },
      source: `${CLIENT}
        import azureDevice from 'azure-iot-device';
        import azureMqtt from 'azure-iot-device-mqtt';
        const { result: receiver } = await client.getFileNotificationReceiver();
        receiver.on('message', async (notice) => {
          print(JSON.parse(String(notice.getData())));
          await receiver.complete(notice);
          process.exit(); // the device client leaves something behind that goes on
        });
        const device = azureDevice.Client.fromConnectionString(input.device, azureMqtt.Mqtt);
        const { hostName, containerName, blobName, sasToken, correlationId } =
          await device.getBlobSharedAccessSignature('report.txt');
        const place = 'https://' + hostName + '/' + containerName + '/' + blobName + sasToken;
        const headers = { 'x-ms-blob-type': 'BlockBlob' };
        await fetch(place, { method: 'PUT', headers, body: 'hello' });
        await device.notifyBlobUploadStatus(correlationId, true, 201, 'done');
      `,
    });
    expect(notice).toMatchObject({
      deviceId: 'dev1',
      blobName: 'dev1/report.txt',
      blobSizeInBytes: 5,
    });
  });

  it('with a wrong key is not let in', async () => {
    const other = Buffer.alloc(32).toString('base64');
    const connectionString = hub.serviceConnectionString.replace(/Key=[^=;]+=*$/u, `Key=${other}`);
    const [name] = await runScript({
      ca: hub.ca,
      input: { connectionString },
      source: `${CLIENT} print(await client.open().catch(({ amqpError }) => amqpError.name));`,
    });
    expect(name).toBe('UnauthorizedError');
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'signature-mismatch' });
  });
});

it('what becomes of messages is told in this process too', async () => {
  const feedback = hub.feedback();
  await using device = await azureClient(hub);
  device.client.on('message', () => {});
  await subscribed(events, 'cloud-messages');
  const id = hub.sendToDevice('dev1', 'x', { ack: 'positive' });
  expect((await feedback.next()).value).toMatchObject({
    originalMessageId: id,
    statusCode: 'Success',
    deviceId: 'dev1',
  });
});
