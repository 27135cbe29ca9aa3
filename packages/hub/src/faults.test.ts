import { once } from 'node:events';
import azureDevice from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient } from '../test/azure-client.js';
import { FakeClock } from '../test/fake-clock.js';
import { MqttTestClient } from '../test/mqtt-test-client.js';
import { nextEvent } from '../test/next-event.js';
import type { HubEvent } from './hub-event.js';
import type { Hub } from './hub.js';
import { startHub } from './start-hub.js';

const { Message } = azureDevice;
const noRetry = { shouldRetry: () => false, nextRetryTimeout: () => -1 };
const TELEMETRY = 'devices/dev1/messages/events/';

let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  clock = new FakeClock(Date.now());
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  events = hub.events();
});

afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

describe('telemetry', () => {
  it('is taken and not acknowledged until it is released', async () => {
    await using client = await MqttTestClient.connected(hub);
    const telemetry = hub.telemetry();
    hub.faults.holdTelemetry('dev1');
    client.publish(TELEMETRY, 'one', { qos: 1, messageId: 1 });
    client.publish(TELEMETRY, 'two', { qos: 1, messageId: 2 });
    expect(await client.settled()).toEqual([]);
    expect((await telemetry.next()).value).toMatchObject({ raw: Buffer.from('one') });
    hub.faults.releaseTelemetry('dev1');
    expect((await client.expect('puback')).messageId).toBe(1);
    expect((await client.expect('puback')).messageId).toBe(2);
  });

  it('may lose its acknowledgement', async () => {
    await using client = await MqttTestClient.connected(hub);
    hub.faults.loseTelemetryAcks('dev1', 1);
    client.publish(TELEMETRY, 'one', { qos: 1, messageId: 1 });
    client.publish(TELEMETRY, 'two', { qos: 1, messageId: 2 });
    expect(await client.settled()).toMatchObject([{ cmd: 'puback', messageId: 2 }]);
  });

  it("is not sent, says Microsoft's client, until it is released", async () => {
    await using device = await azureClient(hub);
    hub.faults.holdTelemetry('dev1');
    let sent = false;
    const sending = device.client.sendEvent(new Message('x')).then(() => (sent = true));
    await nextEvent(events, 'telemetry');
    expect(sent).toBe(false);
    hub.faults.releaseTelemetry('dev1');
    expect(await sending).toBe(true);
  });
});

describe('a connection', () => {
  it('is refused with 3 as often as was said', async () => {
    hub.faults.refuseConnects('dev1', 1);
    await using refused = await MqttTestClient.open(hub);
    expect((await refused.connect()).returnCode).toBe(3);
    await refused.gone;
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'unavailable' });
    await using accepted = await MqttTestClient.connected(hub);
    expect(await accepted.settled()).toEqual([]);
  });

  it('ends as with its token', async () => {
    await using client = await MqttTestClient.connected(hub);
    hub.faults.expireToken('dev1');
    await client.gone;
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ reason: 'token-expired' });
  });

  it('ends behind a method, which the device still gets', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/methods/POST/#');
    hub.faults.disconnectOnCommand('dev1');
    await expect(hub.invoke('dev1', 'reboot', 5)).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_LINK_LOST',
    });
    expect((await client.expect('publish')).payload).toEqual(Buffer.from('5'));
    expect(await client.next()).toBeUndefined();
  });

  it("that is cut is told by Microsoft's client", async () => {
    await using device = await azureClient(hub);
    device.client.setRetryPolicy(noRetry);
    const twin = await device.client.getTwin();
    hub.faults.answerReports('dev1', 'cut');
    const gone = once(device.client, 'disconnect');
    twin.properties.reported.update({ a: 1 }, () => {});
    await gone;
    expect(hub.twin('dev1').connectionState).toBe('disconnected');
  });
});
