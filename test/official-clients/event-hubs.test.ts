import { startHub, type Hub } from '@iotpnp/hub';
import azureDevice from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, azureModule } from '../../packages/hub/test/azure-client.js';
import { FakeClock } from '../../packages/hub/test/fake-clock.js';
import { runScript, startScript } from '../support/official-script.js';

/** In front of each script: Microsoft's reader of Event Hubs. */
const CLIENT = `
  import { EventHubConsumerClient, earliestEventPosition, latestEventPosition } from '@azure/event-hubs';
  const readerOf = (group, options) => new EventHubConsumerClient(group, input.connectionString, options);

  /** Prints what comes until it has so many, then 'done'; what it prints of each is up to the caller. */
  function read(client, startPosition, count, tell, partition = input.partition) {
    return new Promise((resolve) => {
      let left = count;
      const subscription = client.subscribe(partition, {
        async processEvents(events) {
          for (const event of events) if (left-- > 0) print(tell(event));
          if (left <= 0) await subscription.close().then(resolve);
        },
        async processError(error) {
          print(error.code ?? String(error));
          await subscription.close().then(resolve);
        },
      }, { startPosition, maxWaitTimeInSeconds: 1, maxBatchSize: 100 });
    });
  }
  const bodies = ({ body }) => body;
`;

let clock: FakeClock;
let hub: Hub;

beforeEach(async () => {
  clock = new FakeClock(Date.now());
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
});
afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

function run(source: string, connectionString = hub.eventHubConnectionString): Promise<unknown[]> {
  const input = { connectionString, partition: PARTITION };
  return runScript({ ca: hub.ca, input, source: CLIENT + source });
}

/** The one of `dev1`: a device's messages are all in one. */
const PARTITION = '3';

/** Sends numbers, a second of the hub's clock apart. */
async function send(from: number, to: number): Promise<void> {
  await using device = await azureClient(hub);
  for (let number = from; number <= to; number += 1) {
    const message = new azureDevice.Message(String(number));
    message.contentType = 'application/json';
    await device.client.sendEvent(message);
    clock.advance(1000);
  }
}

describe("Microsoft's Event Hubs reader", () => {
  it('sees the partitions and what they hold', async () => {
    const before = clock.now();
    await send(1, 3);
    const printed = await run(`
      const client = readerOf('$Default');
      print(await client.getPartitionIds());
      print(await client.getPartitionProperties('3'));
      print(await client.getPartitionProperties('0'));
      print(await client.getPartitionProperties('4').catch(({ code }) => code));
      await client.close();
    `);
    expect(printed).toMatchObject([
      ['0', '1', '2', '3'],
      {
        partitionId: PARTITION,
        isEmpty: false,
        beginningSequenceNumber: 0,
        lastEnqueuedSequenceNumber: 2,
        lastEnqueuedOnUtc: new Date(before + 2000).toISOString(),
        eventHubName: 'iothub-ehub-local',
      },
      { partitionId: '0', isEmpty: true, lastEnqueuedSequenceNumber: -1 },
      'ArgumentOutOfRangeError',
    ]);
  });

  it('gets what a device sent, with its properties and its origin', async () => {
    await hub.addModule('dev1/mod1');
    await using device = await azureClient(hub);
    const message = new azureDevice.Message('{"temperature":21.5}');
    Object.assign(message, {
      messageId: 'm1',
      correlationId: 'c1',
      contentType: 'application/json',
      contentEncoding: 'utf-8',
    });
    message.properties.add('dt-subject', 'thermostat1'); // how its client names the component
    message.properties.add('a b', 'c&d=ü');
    await device.client.sendEvent(message);
    await using module = await azureModule(hub, 'dev1/mod1');
    await module.client.sendEvent(new azureDevice.Message('plain'));
    const [fromDevice, fromModule] = await run(`
      const client = readerOf('$Default');
      await read(client, earliestEventPosition, 2, (event) => event);
      await client.close();
    `);
    const enqueued = clock.now();
    expect(fromDevice).toMatchObject({
      body: { temperature: 21.5 },
      properties: { 'a b': 'c&d=ü' },
      contentType: 'application/json',
      messageId: 'm1',
      correlationId: 'c1',
      sequenceNumber: 0,
      offset: '0',
      enqueuedTimeUtc: new Date(enqueued).toISOString(),
      systemProperties: {
        contentEncoding: 'utf-8',
        'iothub-connection-device-id': 'dev1',
        'iothub-connection-auth-method':
          '{"scope":"device","type":"sas","issuer":"iothub","acceptingIpFilterRule":null}',
        'iothub-enqueuedtime': enqueued,
        'iothub-message-source': 'Telemetry',
        'dt-dataschema': 'dtmi:com:example:Thermostat;1',
        'dt-subject': 'thermostat1',
      },
    });
    expect(fromModule).toMatchObject({
      sequenceNumber: 1,
      systemProperties: {
        'iothub-connection-device-id': 'dev1',
        'iothub-connection-module-id': 'mod1',
      },
    });
    expect(Buffer.from((fromModule as { body: { data: number[] } }).body.data).toString()).toBe(
      'plain',
    );
  });

  it('begins where it wants, in two consumer groups, each on its own', async () => {
    const before = clock.now();
    await send(1, 5);
    const printed = await run(`
      const [one, two] = [readerOf('$Default'), readerOf('other')];
      await read(one, earliestEventPosition, 5, bodies);
      await read(two, { sequenceNumber: 2 }, 2, bodies);
      await read(two, { sequenceNumber: 2, isInclusive: true }, 3, bodies);
      await read(one, { enqueuedOn: ${before + 3000} }, 1, bodies);
      await one.close();
      await two.close();
    `);
    expect(printed).toEqual([1, 2, 3, 4, 5, 4, 5, 3, 4, 5, 5]);
  });

  it('that begins at the latest gets what comes then, from every partition', async () => {
    await send(1, 1);
    const input = { connectionString: hub.eventHubConnectionString };
    const source = `${CLIENT}
      const client = readerOf('$Default');
      let quiet = 0;
      const subscription = client.subscribe({
        async processEvents(events) {
          // Once each partition was asked in vain, all are being read.
          if (events.length === 0 && ++quiet === 4) print('reads');
          for (const event of events) print(event.systemProperties['iothub-connection-device-id'] + ' ' + event.body);
        },
        processError: async (error) => print(String(error)),
      }, { startPosition: latestEventPosition, maxWaitTimeInSeconds: 1 });
      process.stdin.resume();
    `;
    await using script = startScript({ ca: hub.ca, input, source });
    expect(await script.next()).toBe('reads');
    await send(2, 2);
    expect(await script.next()).toBe('dev1 2');
    await hub.addDevice('device-0');
    await using other = await azureClient(hub, 'device-0');
    const message = new azureDevice.Message('3');
    message.contentType = 'application/json';
    await other.client.sendEvent(message);
    expect(await script.next()).toBe('device-0 3');
  });

  it('is told how far the partition has come, when it asks', async () => {
    await send(1, 3);
    const printed = await run(`
      const client = readerOf('$Default');
      await new Promise((resolve) => client.subscribe('3', {
        async processEvents(events, { lastEnqueuedEventProperties }) {
          if (events.length === 0) return;
          print(lastEnqueuedEventProperties);
          resolve();
        },
        processError: async (error) => print(String(error)),
      }, { startPosition: earliestEventPosition, trackLastEnqueuedEventProperties: true }));
      await client.close();
    `);
    expect(printed).toMatchObject([
      { sequenceNumber: 2, enqueuedOn: new Date(clock.now() - 1000).toISOString() },
    ]);
  });

  it('is let go for a reader with a higher owner level', async () => {
    await send(1, 1);
    const printed = await run(`
      const clients = [readerOf('$Default'), readerOf('$Default')];
      let left = 3;
      const tell = (resolve) => (text) => (print(text), --left === 0 && resolve());
      const heard = (name, told) => ({
        processEvents: async ([event]) => event && told(name + ' ' + event.body),
        processError: async ({ code }) => told(name + ' ' + code),
      });
      const reading = (ownerLevel) =>
        ({ ownerLevel, startPosition: earliestEventPosition, maxWaitTimeInSeconds: 1 });
      await new Promise((resolve) => {
        const [one, two] = clients;
        const losing = heard('one', tell(resolve));
        one.subscribe('3', {
          ...losing,
          async processEvents(events) {
            await losing.processEvents(events);
            if (events.length > 0) two.subscribe('3', heard('two', tell(resolve)), reading(2));
          },
        }, reading(1));
      });
      await Promise.all(clients.map((client) => client.close()));
    `);
    expect(new Set(printed)).toEqual(new Set(['one 1', 'one ReceiverDisconnectedError', 'two 1']));
  });

  it('comes over WebSockets', async () => {
    await send(1, 2);
    const printed = await run(`
      import { WebSocket } from 'ws';
      const client = readerOf('$Default', { webSocketOptions: { webSocket: WebSocket } });
      print(await client.getPartitionIds());
      await read(client, earliestEventPosition, 2, bodies);
      await client.close();
    `);
    expect(printed).toEqual([['0', '1', '2', '3'], 1, 2]);
  });

  it('gets a thousand messages in order', async () => {
    await using device = await azureClient(hub);
    for (let number = 0; number < 1000; number += 1) {
      const message = new azureDevice.Message(String(number));
      message.contentType = 'application/json';
      device.client.sendEvent(message, () => {});
    }
    const printed = await run(`
      const client = readerOf('$Default');
      await read(client, earliestEventPosition, 1000, bodies);
      await client.close();
    `);
    expect(printed).toEqual(Array.from({ length: 1000 }, (_, number) => number));
  });

  it.each([
    ['a wrong key', (text: string) => text.replace(/Key=[^=;]+=*;E/u, 'Key=AAAA;E')],
    ['a policy there is not', (text: string) => text.replace('iothubowner', 'nobody')],
  ])('with %s is not let in', async (_what, spoilt) => {
    const printed = await run(
      `
        const client = readerOf('$Default', { retryOptions: { maxRetries: 0 } });
        print(await client.getPartitionIds().catch(({ code }) => code));
        await client.close();
      `,
      spoilt(hub.eventHubConnectionString),
    );
    expect(printed).toEqual(['UnauthorizedError']);
  });
});
