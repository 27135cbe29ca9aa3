import { describe, expect, it } from 'vitest';
import { RecordingLink } from '../../test/recording-link.js';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { FakeClock } from '../../test/fake-clock.js';
import { folderJournal } from '../store/folder-journal.js';
import type { AttachedDevice } from './attached-device.js';
import { HubState } from './hub-state.js';
import type { Journal } from './journal.js';

/** Does something with a hub on this folder, which ends without a goodbye, as a killed one does. */
async function onFolder<T>(folder: string, work: (state: HubState) => T): Promise<T> {
  const journal = await folderJournal(folder);
  try {
    return work(new HubState(new FakeClock(), journal));
  } finally {
    await journal.close();
  }
}

function arrive(
  state: HubState,
  cleanSession = false,
): { link: RecordingLink; device: AttachedDevice } {
  const link = new RecordingLink();
  const device = state.attach({ target: 'dev1', protocol: 'mqtt', cleanSession }, link);
  if (typeof device === 'string') throw new Error(`not let in: ${device}`);
  return { link, device };
}

function withSubscriptions(state: HubState): AttachedDevice {
  state.registry.addDevice('dev1');
  const { device } = arrive(state);
  device.subscribe('desired', 0);
  device.subscribe('methods', 1);
  return device;
}

describe('a session in a data folder', () => {
  it('goes on after a restart of the process, with its subscriptions and their QoS', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => void withSubscriptions(state));
    await onFolder(folder.path, (state) => {
      expect(state.connections.isConnected('dev1')).toBe(false);
      const { device, link } = arrive(state);
      expect(device.sessionPresent).toBe(true);
      state.desire('dev1', { a: 1 });
      expect(link.pushes).toEqual([{ a: 1, $version: 2 }]);
      expect(state.connections.listening('dev1', 'desired')?.qos).toBe(0);
      expect(state.connections.listening('dev1', 'methods')?.qos).toBe(1);
    });
  });

  it('goes on when nothing was subscribed to', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => {
      state.registry.addDevice('dev1');
      arrive(state);
    });
    await onFolder(folder.path, (state) => {
      expect(arrive(state).device.sessionPresent).toBe(true);
    });
  });

  it.each<[string, (state: HubState) => void]>([
    ['was given up for a clean one', (state) => void arrive(state, true)],
    ['was lost in a restart', (state) => state.restart('lose')],
    ['was its device’s, which was made again', (state) => state.recreate('dev1')],
    [
      'was its device’s, which was removed',
      (state) => {
        state.remove('dev1');
        state.registry.addDevice('dev1');
      },
    ],
  ])('is gone for good when it %s', async (_what, end) => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => {
      const device = withSubscriptions(state);
      end(state);
      // its connection is over, and may not bring it back
      device.subscribe('twin-responses', 1);
      device.unsubscribe('methods');
    });
    await onFolder(folder.path, (state) => {
      const { device } = arrive(state);
      expect(device.sessionPresent).toBe(false);
      expect(device.listensTo('desired')).toBe(false);
    });
  });

  it('forgets what was unsubscribed from', async () => {
    await using folder = await temporaryFolder();
    await onFolder(folder.path, (state) => withSubscriptions(state).unsubscribe('desired'));
    await onFolder(folder.path, (state) => {
      const { device } = arrive(state);
      expect([device.listensTo('desired'), device.listensTo('methods')]).toEqual([false, true]);
    });
  });

  it('changes nothing that cannot be kept', async () => {
    let isFull = false;
    const journal: Journal = {
      put: () => {
        if (isFull) throw new Error('full');
      },
      remove: () => {},
      write: () => {},
      entries: () => [],
    };
    const state = new HubState(new FakeClock(), journal);
    const device = withSubscriptions(state);
    isFull = true;
    expect(() => device.subscribe('inputs', 1)).toThrow('full');
    expect(device.listensTo('inputs')).toBe(false);
  });
});
