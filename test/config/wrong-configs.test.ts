import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CASES, KEY, type Wrong } from './wrong-configs.cases.js';

// What `pnp start` says to each wrong config: one screen with what is wrong, where, and how to mend it.

const DEVICE = `import { Interface, Telemetry } from '@iotpnp/core';
@Interface('dtmi:com:example:Pump;1')
export class Pump { @Telemetry('double', { every: '1s' }) speed() { return 1; } @Telemetry('string') note = ''; }
`;

let root: string;
let pages: ReadonlyMap<string, string>;
beforeAll(async () => {
  // inside the repository, so that the device class finds its packages
  const base = path.join(import.meta.dirname, '../../node_modules/.cache/pnp-wrong-configs');
  mkdirSync(base, { recursive: true });
  root = mkdtempSync(path.join(realpathSync(base), 'run-'));
  pages = await pagesOf(CASES);
});
afterAll(() => rmSync(root, { recursive: true }));

/** Writes the config and its company, and says how the command is to be run there. */
function prepared(name: string, { files, profile, env = {} }: Wrong) {
  const folder = path.join(root, name.replaceAll(/\W+/gu, '-'));
  mkdirSync(folder, { recursive: true });
  const written = typeof files === 'string' ? { 'pnp.config.yaml': files } : files;
  const all = { 'package.json': '{"type":"module"}', 'pump.ts': DEVICE, ...written };
  for (const [file, content] of Object.entries(all)) {
    writeFileSync(path.join(folder, file), content);
  }
  const config = Object.values(written).join('\n');
  const namesDevice = /^device:/mu.test(config) || name === 'no device at all';
  const isLocal = /provisioning: local/u.test(config);
  return {
    folder,
    module: namesDevice ? undefined : './pump.ts',
    flags: {
      ...(isLocal && { port: 0, data: path.join(folder, 'data') }),
      ...(profile !== undefined && { profile }),
    },
    env,
  };
}

/** What a person reads when `pnp start` fails, by the name of the case. */
async function pagesOf(cases: typeof CASES): Promise<ReadonlyMap<string, string>> {
  const runs = Object.entries(cases).map(([name, wrong]) => prepared(name, wrong));
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'pages.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(runs));
  const told = JSON.parse(await text(child.stdout)) as string[];
  return new Map(Object.keys(cases).map((name, at) => [name, told[at] ?? '']));
}

it.each(Object.entries(CASES))('%s', (name, wrong) => {
  const page = pages.get(name) ?? '';
  expect(page).toContain(`error ${wrong.code}\n`);
  for (const said of wrong.says) {
    if (typeof said === 'string') expect(page).toContain(said);
    else expect(page).toMatch(said);
  }
  const where = /where {2}(.*)/u.exec(page)?.[1] ?? '';
  if (wrong.where.includes('\\')) expect(where).toMatch(new RegExp(wrong.where, 'u'));
  else expect(where).toContain(wrong.where);
  const fix = /fix {4}([^]*)/u.exec(page)?.[1] ?? '';
  if (typeof wrong.fix === 'string') expect(fix).toContain(wrong.fix);
  else expect(fix).toMatch(wrong.fix);
  expect(page.split('\n').length).toBeLessThan(40);
  expect(page).not.toMatch(/^\s+at .+:\d+/mu);
  expect(page).not.toContain(KEY);
});

it('there are at least twenty-five', () => {
  expect(Object.keys(CASES).length).toBeGreaterThanOrEqual(25);
});
