import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { RecordingLink } from '../../test/recording-link.js';
import { fillableJournal } from '../../test/fillable-journal.js';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { folderJournal } from '../store/folder-journal.js';
import type { AttachedDevice } from './attached-device.js';
import { HubState } from './hub-state.js';
import { noJournal } from './journal.js';
import { KeptMessages } from './kept-messages.js';
import { outgoingMessage } from './outgoing-message.js';

/** Does something with a hub on this folder, which ends without a goodbye, as a killed one does. */
async function onFolder(
  folder: string,
  work: (state: HubState, clock: FakeClock) => void,
  clock = new FakeClock(),
): Promise<void> {
  const journal = await folderJournal(folder);
  try {
    const state = new HubState(clock, journal);
    state.registry.addDevice('dev1');
    work(state, clock);
  } finally {
    await journal.close();
  }
}

function listening(state: HubState, cleanSession = false): [AttachedDevice, RecordingLink] {
  const link = new RecordingLink();
  const device = state.attach({ target: 'dev1', protocol: 'mqtt', cleanSession }, link);
  if (typeof device === 'string') throw new Error(`not let in: ${device}`);
  device.subscribe('cloud-messages', 1);
  device.deliverWaiting();
  return [device, link];
}

function send(
  state: HubState,
  messageId: string,
  more: { ack?: 'full'; expiresAt?: Date } = {},
): void {
  state.sendToDevice(outgoingMessage({ target: 'dev1', messageId, body: 'x', ...more }));
}

describe('messages in a data folder', () => {
  it('come as they were sent', async () => {
    await using folder = await temporaryFolder();
    const message = outgoingMessage({
      target: 'dev1',
      messageId: 'm1',
      correlationId: 'c1',
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      ack: 'full',
      properties: { colour: 'réd & blue' },
      body: Buffer.from([0, 255, 128, 10]),
      expiresAt: new Date('2030-01-01T00:30:00Z'),
    });
    const unset = outgoingMessage({ target: 'dev1', messageId: 'm2', body: '' });
    await onFolder(folder.path, (state) => {
      state.sendToDevice(message);
      state.sendToDevice(unset);
    });
    await onFolder(folder.path, (state) => {
      const received: unknown[] = [];
      const link = new RecordingLink();
      link.message = (each) => void received.push(each);
      const device = state.attach({ target: 'dev1', protocol: 'mqtt', cleanSession: false }, link);
      if (typeof device === 'string') throw new Error(device);
      device.subscribe('cloud-messages', 1);
      device.deliverWaiting();
      expect(received).toEqual([message, unset]);
    });
  });

  it('come in order, by the same delivery ids and marked as sent again in a session that goes on', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => {
      const [device] = listening(state);
      for (let n = 1; n <= 12; n += 1) send(state, `m${n}`);
      for (const id of [1, 2, 4]) device.acknowledge(id);
    });
    await onFolder(folder.path, (state) => {
      send(state, 'later');
      const [, link] = listening(state);
      const ids = [3, 5, 6, 7, 8, 9, 10, 11, 12];
      expect(link.messages).toEqual([
        ...ids.map((id) => ({ messageId: `m${id}`, id, qos: 1, again: true })),
        { messageId: 'later', id: 13, qos: 1, again: false },
      ]);
    });
  });

  it('come by new delivery ids in a new session', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => {
      listening(state);
      send(state, 'm1');
      state.restart('lose');
      listening(state, true);
    });
    await onFolder(folder.path, (state) => {
      expect(listening(state, true)[1].messages).toMatchObject([{ messageId: 'm1', again: false }]);
    });
  });

  it('are sent ten times at most, whatever was killed between', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => send(state, 'm1'));
    for (let times = 1; times <= 10; times += 1) {
      await onFolder(folder.path, (state) => {
        expect(listening(state)[1].messages).toHaveLength(1);
      });
    }
    await onFolder(folder.path, (state) => {
      expect(listening(state)[1].messages).toEqual([]);
      expect(state.pendingMessages('dev1')).toBe(0);
    });
  });

  it('expire by the clock while the hub is down, and their sender is told', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state, clock) => {
      send(state, 'soon', { ack: 'full', expiresAt: new Date(clock.now() + 1000) });
      send(state, 'hour', { ack: 'full' });
    });
    const later = new FakeClock(new FakeClock().now() + 2000);
    await onFolder(
      folder.path,
      (state, clock) => {
        clock.advance(0);
        expect(state.pendingMessages('dev1')).toBe(1);
        expect(state.feedback.queue.take(9)?.items).toMatchObject([
          { originalMessageId: 'soon', statusCode: 'Expired' },
        ]);
        clock.advance(3_600_000 - 2000);
        expect(state.pendingMessages('dev1')).toBe(0);
      },
      later,
    );
  });

  it.each<[string, (state: HubState) => void]>([
    ['their device is removed', (state) => state.remove('dev1')],
    ['their device is made again', (state) => state.recreate('dev1')],
    ['they are purged', (state) => void state.outbox.purge('dev1')],
  ])('are gone for good when %s', async (_what, end) => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => {
      listening(state);
      send(state, 'm1');
      end(state);
    });
    await onFolder(folder.path, (state) => expect(state.pendingMessages('dev1')).toBe(0));
  });
});

describe('feedback in a data folder', () => {
  it('waits for its receiver, until that has completed it', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => {
      const [device] = listening(state);
      for (const id of ['m1', 'm2', 'm3']) send(state, id, { ack: 'full' });
      for (const id of [1, 2, 3]) device.acknowledge(id);
      state.feedback.queue.take(1)?.complete();
      state.feedback.queue.take(1);
    });
    await onFolder(folder.path, (state) => {
      expect(state.feedback.queue.take(9)?.items).toMatchObject([
        { originalMessageId: 'm2', statusCode: 'Success', deviceId: 'dev1' },
        { originalMessageId: 'm3' },
      ]);
    });
  });

  it('is gone after its hour', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => {
      const [device] = listening(state);
      send(state, 'm1', { ack: 'full' });
      device.acknowledge(1);
    });
    const later = new FakeClock(new FakeClock().now() + 3_600_000);
    await onFolder(folder.path, (s) => expect(s.feedback.queue.take(9)).toBeUndefined(), later);
  });
});

it('are read however many they are', () => {
  const expiresAt = Date.parse('2031-01-01');
  const record = {
    target: 'dev1',
    messageId: 'm',
    properties: {},
    body: '',
    expiresAt,
    chosen: false,
  };
  const keyOf = (index: number): string => String(index).padStart(16, '0');
  const records = Array.from(
    { length: 150_000 },
    (_, index) => [keyOf(index + 1), record] as const,
  );
  const written: string[] = [];
  const kept = new KeptMessages({
    ...noJournal,
    entries: (kind) => (kind === 'message' ? records.toReversed() : []),
    put: (_kind, key) => void written.push(key),
  });
  const messages = kept.load();
  expect([messages.length, messages[0]?.key]).toEqual([150_000, keyOf(1)]);
  kept.add(outgoingMessage({ target: 'dev1', body: '' }), expiresAt);
  expect(written).toEqual([keyOf(150_001)]);
});

it('lose their delivery with the session, over a restart of the process too', () => {
  const journal = fillableJournal();
  const clock = new FakeClock();
  const before = new HubState(clock, journal);
  before.registry.addDevice('dev1');
  listening(before);
  send(before, 'm1');
  const clean = { target: 'dev1', protocol: 'mqtt', cleanSession: true } as const;
  expect(before.attach(clean, new RecordingLink())).not.toBe('unavailable');
  const [, link] = listening(new HubState(clock, journal));
  expect(link.messages).toEqual([{ messageId: 'm1', id: 1, qos: 1, again: false }]);
});
