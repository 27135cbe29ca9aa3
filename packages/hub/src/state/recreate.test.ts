import { expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { RecordingLink } from '../../test/recording-link.js';
import { targetOf } from '../target.js';
import { HubState } from './hub-state.js';

it('what is made anew has its keys, and nothing else of a device and its modules', () => {
  const state = new HubState(new FakeClock());
  const device = state.registry.addDevice('dev1');
  const module = state.registry.addModule('dev1/mod1');
  const link = new RecordingLink();
  const arrival = { target: 'dev1', protocol: 'mqtt', cleanSession: false } as const;
  const tokenExpiresAt = state.clock.now() + 3_600_000;
  state.attach({ ...arrival, tokenExpiresAt }, link);
  state.desire('dev1', { a: 1 });
  state.desire('dev1/mod1', { a: 1 });
  state.recreate('dev1');
  expect(link.ends).toEqual(['removed']);
  expect(state.registry.list()).toEqual(
    [device, module].map((known) => ({
      ...known,
      generationId: expect.any(String),
      etag: expect.any(String),
    })),
  );
  for (const known of [device, module]) {
    const target = targetOf(known);
    expect(state.registry.get(target).generationId).not.toBe(known.generationId);
    expect(state.twin(target).desired).toEqual({ $version: 1 });
  }
  expect(state.attach({ ...arrival, tokenExpiresAt }, link)).toMatchObject({
    sessionPresent: false,
  });
});
