import { expect, it } from 'vitest';
import { bench } from '@iotpnp/testkit';
import { Interface, startSession, type ExtensionPlugin } from '../index.js';

@Interface('dtmi:com:example:Lamp;1')
class Lamp {}

it('an extension is told of a session, of each of its states and of its end', async () => {
  const { options } = bench();
  const told: unknown[] = [];
  const extension: ExtensionPlugin = {
    kind: 'extension',
    name: 'diary',
    apiVersion: 1,
    onSession: ({ device, session }) => told.push([device, session.state]),
    onStateChange: ({ state }) => told.push(state),
    onClosed: ({ cause }) => told.push(['closed', cause]),
    [Symbol.asyncDispose]: async () => void told.push('disposed'),
  };
  const session = await startSession(new Lamp(), {
    ...options,
    device: 'lamp1',
    extensions: [extension],
  });
  await session.close();
  expect(told).toEqual([
    ['lamp1', 'idle'],
    'provisioning',
    'connecting',
    'ready',
    'closed',
    expect.anything(),
    expect.anything(),
  ]);
  expect(told.slice(5)).toContainEqual(['closed', undefined]);
  expect(told.slice(5)).toContain('disposed');
});

it('what an extension throws is logged with its name, and the session goes on', async () => {
  const { options, lines } = bench();
  const broken: ExtensionPlugin = {
    kind: 'extension',
    name: 'broken',
    apiVersion: 1,
    onSession: () => {
      throw new Error('no');
    },
    onStateChange: () => Promise.reject(new Error('never')),
  };
  await using session = await startSession(new Lamp(), { ...options, extensions: [broken] });
  expect(session.state).toBe('ready');
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      fields: { code: 'PNP_PLUGIN_FAILED', plugin: 'broken', hook: 'onSession', error: 'no' },
    }),
  );
  expect(lines.filter(({ fields }) => fields?.['hook'] === 'onStateChange')).not.toEqual([]);
});

it('middleware is told of a session, and a failure of it breaks nothing', async () => {
  const { options, lines } = bench();
  const models: string[] = [];
  await using session = await startSession(new Lamp(), {
    ...options,
    middleware: [
      { onSession: ({ session: { model } }) => models.push(model.id) },
      { onSession: () => Promise.reject(new Error('no')) },
    ],
  });
  expect(session.state).toBe('ready');
  expect(models).toEqual(['dtmi:com:example:Lamp;1']);
  expect(lines).toContainEqual(
    expect.objectContaining({
      fields: { code: 'PNP_PLUGIN_FAILED', plugin: 'middleware', hook: 'onSession', error: 'no' },
    }),
  );
});
