import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { RecordingLink } from '../../test/recording-link.js';
import type { SendToDeviceOptions } from '../hub-options.js';
import { HubState } from './hub-state.js';
import { outgoingMessage } from './outgoing-message.js';

let clock: FakeClock;
let state: HubState;

beforeEach(() => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
});

function send(messageId: string, ack?: SendToDeviceOptions['ack']): void {
  state.sendToDevice(outgoingMessage({ messageId, ack, target: 'dev1', body: 'x' }));
}

/** Connects and listens; `true` acknowledges what comes. */
function connect(acknowledges: boolean): RecordingLink {
  const link = new RecordingLink();
  const device = state.attach({ target: 'dev1', protocol: 'mqtt', cleanSession: true }, link);
  if (typeof device === 'string') throw new Error(device);
  device.subscribe('cloud-messages', 1);
  device.deliverWaiting();
  if (acknowledges) for (const { id } of link.messages) device.acknowledge(id);
  device.detach('by-device');
  return link;
}

/** `m1 Success`, of all feedback that waits. */
function told(): readonly string[] {
  const { items = [] } = state.feedback.queue.take(64) ?? {};
  return items.map(({ originalMessageId, statusCode }) => `${originalMessageId} ${statusCode}`);
}

function sendEach(): void {
  for (const ack of ['none', 'positive', 'negative', 'full'] as const) send(ack, ack);
  send('unsaid');
}

describe('feedback', () => {
  it('of an acknowledged message is for positive and full', () => {
    sendEach();
    connect(true);
    expect(told()).toEqual(['positive Success', 'full Success']);
  });

  it('of an expired message is for negative and full', () => {
    sendEach();
    clock.advance(3_600_000);
    expect(told()).toEqual(['negative Expired', 'full Expired']);
  });

  it('of a purged message is for negative and full', () => {
    sendEach();
    expect(state.outbox.purge('dev1')).toBe(5);
    expect(told()).toEqual(['negative Purged', 'full Purged']);
    expect(state.pendingMessages('dev1')).toBe(0);
  });

  it('says so when a message was sent ten times and never acknowledged', () => {
    send('m1', 'full');
    for (let times = 0; times < 10; times += 1) {
      expect(connect(false).messages).toHaveLength(1);
    }
    expect(told()).toEqual([]);
    expect(connect(true).messages).toHaveLength(0);
    expect(told()).toEqual(['m1 DeliveryCountExceeded']);
    expect(state.pendingMessages('dev1')).toBe(0);
  });

  it('names the message, the device, its generation and the time', () => {
    send('m1', 'full');
    clock.advance(1000);
    connect(true);
    expect(state.feedback.queue.take(1)?.items).toEqual([
      {
        originalMessageId: 'm1',
        enqueuedTimeUtc: '2030-01-01T00:00:01.000Z',
        statusCode: 'Success',
        description: 'Success',
        deviceId: 'dev1',
        deviceGenerationId: state.registry.get('dev1').generationId,
      },
    ]);
  });

  it('is an event too', async () => {
    const events = state.log.open((event) => (event.type === 'feedback' ? event : undefined));
    send('m1', 'positive');
    connect(true);
    expect((await events.next()).value).toMatchObject({
      deviceId: 'dev1',
      feedback: { originalMessageId: 'm1', statusCode: 'Success' },
    });
  });
});
