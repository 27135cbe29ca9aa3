import { describe, expect, it } from 'vitest';
import {
  definePlugin,
  PnpError,
  silentLogger,
  type Logger,
  type PluginDefinition,
} from '@iotpnp/core';
import { z } from 'zod';
import { createPlugin } from './create-plugin.js';

const fake = definePlugin({
  name: 'fake',
  apiVersion: 1,
  options: z.strictObject({ key: z.string(), retries: z.number().optional() }),
  create: () => ({
    kind: 'provisioning' as const,
    name: 'fake',
    apiVersion: 1 as const,
    provision: () => Promise.reject(new Error('not asked for here')),
  }),
}) as PluginDefinition;
const aliases = { fake: async () => fake };
const inFile = {
  aliases,
  key: 'provisioning',
  origin: { kind: 'file', file: '/app/pnp.config.yaml' },
} as const;

async function problems(made: Promise<unknown>) {
  const error = await made.catch((reason: unknown) => reason);
  return error instanceof PnpError ? error.problems : [];
}

describe('createPlugin', () => {
  it('makes a plugin of its checked options', async () => {
    const use = { use: 'fake', options: { key: 'k' } };
    const plugin = await createPlugin(use, { ...inFile, kind: 'provisioning' });
    expect(plugin.name).toBe('fake');
  });

  it('names every bad option with the file and its key', async () => {
    const use = { use: 'fake', options: { retries: 'many' } };
    const found = await problems(createPlugin(use, { ...inFile, kind: 'provisioning' }));
    expect(found.map(({ code, where }) => [code, where])).toEqual([
      ['PNP_PLUGIN_BAD_OPTION', { file: '/app/pnp.config.yaml', key: 'provisioning.key' }],
      ['PNP_PLUGIN_BAD_OPTION', { file: '/app/pnp.config.yaml', key: 'provisioning.retries' }],
    ]);
  });

  it('names the variable when the options came from the environment', async () => {
    const origin = { kind: 'env', name: 'PNP_CONNECTION_STRING' } as const;
    const use = { use: 'fake', options: {} };
    const found = await problems(createPlugin(use, { ...inFile, origin, kind: 'provisioning' }));
    expect(found).toMatchObject([{ where: { key: 'PNP_CONNECTION_STRING' } }]);
  });

  it('names every unknown option, and the one that was meant', async () => {
    const use = { use: 'fake', options: { key: 'k', retires: 2, foo: 1 } };
    const found = await problems(createPlugin(use, { ...inFile, kind: 'provisioning' }));
    expect(found).toEqual([
      {
        code: 'PNP_PLUGIN_BAD_OPTION',
        message: 'plugin fake: unknown option "retires"',
        hint: 'did you mean "retries"?',
        where: { file: '/app/pnp.config.yaml', key: 'provisioning.retires' },
      },
      {
        code: 'PNP_PLUGIN_BAD_OPTION',
        message: 'plugin fake: unknown option "foo"',
        hint: 'the options of fake are key, retries',
        where: { file: '/app/pnp.config.yaml', key: 'provisioning.foo' },
      },
    ]);
  });

  it('suggests a name for an unknown plugin', async () => {
    const made = createPlugin({ use: 'fkae', options: {} }, { ...inFile, kind: 'provisioning' });
    expect(await problems(made)).toMatchObject([{ code: 'PNP_PLUGIN_UNKNOWN' }]);
    const near = createPlugin({ use: 'fale', options: {} }, { ...inFile, kind: 'provisioning' });
    expect(await problems(near)).toMatchObject([{ hint: 'did you mean "fake"?' }]);
  });

  it('hands the plugin a logger that names it', async () => {
    const children: unknown[] = [];
    const log: Logger = {
      ...silentLogger,
      child(fields) {
        children.push(fields);
        return silentLogger;
      },
    };
    const given: (Logger | undefined)[] = [];
    const talkative = definePlugin({
      name: 'talkative',
      apiVersion: 1,
      options: z.strictObject({}),
      create(_options, context) {
        given.push(context.log);
        return { kind: 'middleware' as const, name: 'talkative', apiVersion: 1 as const };
      },
    }) as PluginDefinition;
    const use = { use: 'talkative', options: {} };
    const context = { ...inFile, aliases: { talkative: async () => talkative }, key: 'plugins.0' };
    await createPlugin(use, { ...context, kind: 'middleware', log });
    await createPlugin(use, { ...context, kind: 'middleware' });
    await talkative.create({});
    expect(children).toEqual([{ plugin: 'talkative' }]);
    expect(given).toEqual([silentLogger, silentLogger, silentLogger]);
  });

  it('refuses a plugin of another kind', async () => {
    const use = { use: 'fake', options: { key: 'k' } };
    const made = createPlugin(use, { ...inFile, key: 'transport', kind: 'transport' });
    expect(await problems(made)).toMatchObject([{ code: 'PNP_PLUGIN_KIND' }]);
  });
});
