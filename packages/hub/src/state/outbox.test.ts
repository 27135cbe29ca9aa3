import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { RecordingLink } from '../../test/recording-link.js';
import type { HubEvent } from '../hub-event.js';
import type { SendToDeviceOptions } from '../hub-options.js';
import type { AttachedDevice } from './attached-device.js';
import { HubState } from './hub-state.js';
import { outgoingMessage } from './outgoing-message.js';

let clock: FakeClock;
let state: HubState;

beforeEach(() => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
  state.registry.addModule('dev1/mod1');
});

function send(messageId: string, options: SendToDeviceOptions = {}): void {
  state.sendToDevice(outgoingMessage({ ...options, messageId, target: 'dev1', body: 'x' }));
}

/** Connects, and takes what the session that goes on has subscribed to. */
function attach(link: RecordingLink, cleanSession = false, target = 'dev1'): AttachedDevice {
  const tokenExpiresAt = clock.now() + 3_600_000;
  const device = state.attach({ target, protocol: 'mqtt', cleanSession, tokenExpiresAt }, link);
  if (typeof device === 'string') throw new Error(device);
  device.deliverWaiting();
  return device;
}

function listen(device: AttachedDevice, qos: 0 | 1 = 1): void {
  device.subscribe('cloud-messages', qos);
  device.deliverWaiting();
}

/** What became of the messages, as `completed m1`. */
async function history(run: () => void): Promise<readonly string[]> {
  const events = state.log.open((event) => event);
  run();
  state.close();
  const lines: string[] = [];
  for await (const event of events) lines.push(...line(event));
  return lines;
}

function line(event: HubEvent): readonly string[] {
  if (!('messageId' in event)) return [];
  const again = event.type === 'message-delivered' && event.again ? ' again' : '';
  return [`${event.type.replace('message-', '')} ${event.messageId}${again}`];
}

describe('cloud-to-device messages', () => {
  it('wait until the device listens, and come in order', () => {
    send('m1');
    const link = new RecordingLink();
    const device = attach(link);
    expect(link.messages).toEqual([]);
    send('m2');
    listen(device);
    send('m3');
    expect(link.messages).toEqual([
      { messageId: 'm1', id: 1, qos: 1, again: false },
      { messageId: 'm2', id: 2, qos: 1, again: false },
      { messageId: 'm3', id: 3, qos: 1, again: false },
    ]);
    expect(state.pendingMessages('dev1')).toBe(3);
  });

  it('are sent once on a connection, however often the device subscribes', () => {
    const link = new RecordingLink();
    const device = attach(link);
    send('m1');
    listen(device);
    listen(device);
    expect(link.messages).toHaveLength(1);
  });

  it('are complete once acknowledged, each by its own delivery', async () => {
    const lines = await history(() => {
      const device = attach(new RecordingLink());
      listen(device);
      send('m1');
      send('m2');
      device.acknowledge(2);
      device.acknowledge(2);
      device.acknowledge(77);
      expect(state.pendingMessages('dev1')).toBe(1);
    });
    expect(lines).toEqual(['delivered m1', 'delivered m2', 'completed m2']);
  });

  it('come again in a session that goes on, by the same delivery, in order', async () => {
    const second = new RecordingLink();
    const lines = await history(() => {
      const first = attach(new RecordingLink());
      listen(first);
      for (const id of ['m1', 'm2', 'm3']) send(id);
      first.acknowledge(2);
      first.detach('link-lost');
      send('m4');
      attach(second);
    });
    expect(second.messages).toEqual([
      { messageId: 'm1', id: 1, qos: 1, again: true },
      { messageId: 'm3', id: 3, qos: 1, again: true },
      { messageId: 'm4', id: 4, qos: 1, again: false },
    ]);
    expect(lines.slice(4)).toEqual(['delivered m1 again', 'delivered m3 again', 'delivered m4']);
  });

  it('outlive a session, as deliveries the next one has not seen', async () => {
    const second = new RecordingLink();
    const lines = await history(() => {
      const first = attach(new RecordingLink());
      listen(first);
      send('m1');
      const device = attach(second, true);
      device.acknowledge(1);
      listen(device);
      device.acknowledge(2);
    });
    expect(second.messages).toEqual([{ messageId: 'm1', id: 2, qos: 1, again: false }]);
    expect(lines).toEqual(['delivered m1', 'delivered m1 again', 'completed m1']);
  });

  it('are complete when sent, where the device listens at QoS 0', async () => {
    const link = new RecordingLink();
    const lines = await history(() => {
      send('m1');
      send('m2');
      listen(attach(link), 0);
    });
    expect(link.messages.map(({ qos }) => qos)).toEqual([0, 0]);
    expect(lines).toEqual(['delivered m1', 'completed m1', 'delivered m2', 'completed m2']);
  });

  it('expire by the hub’s clock, after an hour unless said otherwise, delivered or not', async () => {
    const lines = await history(() => {
      const device = attach(new RecordingLink());
      listen(device);
      send('m1');
      device.unsubscribe('cloud-messages');
      send('m2', { expiresAt: new Date(clock.now() + 1000) });
      send('m3', { expiresAt: new Date(clock.now()) });
      clock.advance(1000);
      expect(state.pendingMessages('dev1')).toBe(1);
      clock.advance(3_599_000);
      device.acknowledge(1);
    });
    expect(lines).toEqual(['delivered m1', 'expired m3', 'expired m2', 'expired m1']);
    expect(clock.armed).toBe(0);
  });

  it('may be 50 at a time', () => {
    for (let count = 0; count < 50; count += 1) send(`m${count}`);
    const full = expect.objectContaining({ code: 'PNP_HUB_MESSAGE_QUEUE_FULL' });
    expect(() => send('m50')).toThrow(full);
    const device = attach(new RecordingLink());
    listen(device);
    expect(() => send('m50')).toThrow(full);
    device.acknowledge(7);
    send('m50');
    expect(state.pendingMessages('dev1')).toBe(50);
  });

  it('take no delivery number that is on its way', () => {
    const link = new RecordingLink();
    const device = attach(link);
    listen(device);
    send('first');
    for (let count = 2; count <= 65_535; count += 1) {
      send('m');
      device.acknowledge(count);
    }
    send('after');
    expect(link.messages.at(-1)).toMatchObject({ messageId: 'after', id: 2 });
  });

  it('go with their device, and leave no timer', () => {
    send('m1');
    state.remove('dev1');
    expect(clock.armed).toBe(0);
    state.registry.addDevice('dev1');
    expect(state.pendingMessages('dev1')).toBe(0);
  });

  it('are for devices', () => {
    const message = outgoingMessage({ target: 'dev1/mod1', body: '' });
    expect(() => state.sendToDevice(message)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_TARGET_UNFIT' }),
    );
  });
});

describe('messages to inputs', () => {
  const message = outgoingMessage({ target: 'dev1/mod1', inputName: 'in1', body: 'x' });

  it('are refused while the module is away or takes none', () => {
    const offline = expect.objectContaining({ code: 'PNP_HUB_DEVICE_OFFLINE' });
    expect(() => state.sendToInput(message)).toThrow(offline);
    attach(new RecordingLink(), false, 'dev1/mod1');
    expect(() => state.sendToInput(message)).toThrow(offline);
    expect(state.pendingMessages('dev1/mod1')).toBe(0);
  });

  it('are for modules', () => {
    const toDevice = outgoingMessage({ target: 'dev1', inputName: 'in1', body: '' });
    expect(() => state.sendToInput(toDevice)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_TARGET_UNFIT' }),
    );
  });

  it('once taken come again until they are acknowledged', () => {
    const first = attach(new RecordingLink(), false, 'dev1/mod1');
    first.subscribe('inputs');
    state.sendToInput(message);
    first.detach('link-lost');
    const link = new RecordingLink();
    const second = attach(link, false, 'dev1/mod1');
    expect(link.messages).toMatchObject([{ messageId: message.messageId, again: true }]);
    second.acknowledge(link.messages[0]?.id ?? 0);
    expect(state.pendingMessages('dev1/mod1')).toBe(0);
  });
});
