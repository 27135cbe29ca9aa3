import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PnpError, type Plugin } from '@iotpnp/core';
import { createPlugin } from './create-plugin.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-plugins-'));
  write('package.json', '{"version":"9.9.9"}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A plugin as a package without this workspace would write it: no import at all. */
const definition = (parts: string) => `export default {
  name: 'x',
  apiVersion: 1,
  options: { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } },
  create: (options) => ({ kind: 'middleware', name: 'x', apiVersion: 1, options }),
  ${parts}
};`;

function writePackage(name: string, text: string): void {
  const manifest = { name, version: '1.2.3', type: 'module', exports: { import: './main.js' } };
  write(`node_modules/${name}/package.json`, JSON.stringify(manifest));
  write(`node_modules/${name}/main.js`, text);
}

function make(use: string, options: Readonly<Record<string, unknown>> = {}) {
  const file = path.join(folder, 'pnp.config.yaml');
  return createPlugin(
    { use, options, base: folder },
    {
      kind: ['middleware', 'extension'],
      aliases: {},
      key: 'plugins.0',
      origin: { kind: 'file', file },
    },
  );
}

async function problem(made: Promise<unknown>) {
  const error = await made.catch((reason: unknown) => reason);
  return error instanceof PnpError ? error.problems[0] : undefined;
}

describe('a plugin', () => {
  it('comes from a file beside the config, and from a package that has imports only', async () => {
    write('plugins/own.mjs', definition(''));
    writePackage('@acme/deadband', definition(''));
    expect(await make('./plugins/own.mjs', { delta: 1 })).toMatchObject({ options: { delta: 1 } });
    expect(await make('@acme/deadband', { delta: 2 })).toMatchObject({ options: { delta: 2 } });
  });

  it('of a package the config cannot see is looked for in the app too', async () => {
    writePackage('peer', definition(''));
    const elsewhere = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-preset-'));
    const made = createPlugin(
      { use: 'peer', options: {}, base: elsewhere },
      { kind: 'middleware', aliases: {}, key: 'plugins.0', origin: undefined, appFolder: folder },
    );
    await expect(made).resolves.toMatchObject({ name: 'x' });
    rmSync(elsewhere, { recursive: true });
  });

  it('that the program brings along, and whose own package is missing, is told with its remedy', async () => {
    const aliases = {
      traced: () => Promise.reject(missing("Cannot find package '@acme/api' imported from x.js")),
    };
    const use = { use: 'traced', options: {} };
    const made = createPlugin(use, {
      kind: 'middleware',
      aliases,
      key: 'plugins.0',
      origin: undefined,
    });
    expect(await problem(made)).toMatchObject({
      code: 'PNP_PLUGIN_LOAD_FAILED',
      hint: 'install what it needs: npm install @acme/api',
    });
  });

  it('that TypeScript has made is taken as it is', async () => {
    const made: Plugin = { kind: 'middleware', name: 'mine', apiVersion: 1 };
    const given = { kind: 'middleware', aliases: {}, key: 'plugins.0', origin: undefined } as const;
    expect(await createPlugin({ use: 'mine', options: {}, made }, given)).toBe(made);
  });

  it.each([
    ['that is not there', '@acme/gone', '', 'PNP_PLUGIN_UNKNOWN', /npm install @acme\/gone/],
    ['of no file', './gone.js', '', 'PNP_PLUGIN_UNKNOWN', /relative to the config/],
    [
      'without a default export',
      'empty',
      'export const x = 1;',
      'PNP_PLUGIN_INVALID',
      /definePlugin/,
    ],
    [
      'of a newer interface',
      'newer',
      definition('apiVersion: 2,'),
      'PNP_PLUGIN_INTERFACE',
      /update @iotpnp\/core/,
    ],
    [
      'that throws as it is loaded',
      'throws',
      "throw new Error('no such pin');",
      'PNP_PLUGIN_LOAD_FAILED',
      /correct throws 1\.2\.3/,
    ],
    [
      'that throws as it is made',
      'fails',
      definition("create() { throw new Error('no such pin'); },"),
      'PNP_PLUGIN_LOAD_FAILED',
      /correct fails 1\.2\.3, or its options/,
    ],
    [
      'whose own package is missing',
      'peerless',
      "import 'left-out';",
      'PNP_PLUGIN_LOAD_FAILED',
      /npm install left-out/,
    ],
    [
      'of another kind',
      'transporter',
      definition("create: () => ({ kind: 'transport', name: 'x', apiVersion: 1 }),"),
      'PNP_PLUGIN_KIND',
      /this one belongs in transport/,
    ],
  ])('%s is told by name, with its version, place and remedy', async (_, use, text, code, hint) => {
    if (text !== '') writePackage(use, text);
    const told = await problem(make(use));
    expect(told?.code).toBe(code);
    expect(told?.hint).toMatch(hint);
    expect(told?.where).toEqual({ file: path.join(folder, 'pnp.config.yaml'), key: 'plugins.0' });
    if (code === 'PNP_PLUGIN_LOAD_FAILED') expect(told?.message).toContain(`${use} 1.2.3`);
  });
});

function missing(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' });
}
