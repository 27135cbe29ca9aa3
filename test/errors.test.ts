import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AZURE_ERRORS } from '@iotpnp/azure';
import { CLI_ERRORS } from '@iotpnp/cli';
import { CONFIG_ERRORS } from '@iotpnp/config';
import { CORE_ERRORS } from '@iotpnp/core';
import { HUB_ERRORS } from '@iotpnp/hub';
import { MIDDLEWARE_ERRORS } from '@iotpnp/middleware';
import { MODEL_ERRORS } from '@iotpnp/model';
import { SERVICE_ERRORS } from '@iotpnp/service';
import { TESTKIT_ERRORS } from '@iotpnp/testkit';
import { describe, expect, it } from 'vitest';
import { files, ROOT } from './support/repository.js';

const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  model: MODEL_ERRORS,
  core: CORE_ERRORS,
  config: CONFIG_ERRORS,
  azure: AZURE_ERRORS,
  middleware: MIDDLEWARE_ERRORS,
  hub: HUB_ERRORS,
  service: SERVICE_ERRORS,
  cli: CLI_ERRORS,
  testkit: TESTKIT_ERRORS,
};

/** Environment variables, which look like codes. */
const NOT_CODES =
  /^PNP_(DEVICE|DEVICE_ID|TRANSPORT|PROVISIONING|CONNECTION_STRING|CONFIG|LOG|LOG_LEVEL|PROFILE|LOG_FORMAT)$/;

describe.each(Object.entries(PACKAGES))('@iotpnp/%s', (name, table) => {
  it('raises exactly the codes of its table', () => {
    const folder = path.join('packages', name);
    const sources = [...files(folder, '.ts'), ...files(folder, '.js')].filter(
      (file) =>
        !file.endsWith('.test.ts') &&
        !file.includes('/test/') &&
        !file.includes('/type-tests/') &&
        !file.endsWith('error-codes.ts'),
    );
    const used = new Set(
      sources.flatMap(
        (file) => readFileSync(path.join(ROOT, file), 'utf8').match(/\bPNP_[A-Z0-9_]+\b/g) ?? [],
      ),
    );
    const raised = [...used].filter((code) => !NOT_CODES.test(code));
    const known = new Set(Object.values(PACKAGES).flatMap(Object.keys));
    expect(raised.filter((code) => !known.has(code))).toEqual([]);
    expect(Object.keys(table).filter((code) => !used.has(code))).toEqual([]);
  });
});

it('no two packages have a code of the same name', () => {
  const codes = Object.values(PACKAGES).flatMap(Object.keys);
  expect(codes.toSorted()).toEqual([...new Set(codes)].toSorted());
});

it('docs/errors.md lists every code with what it means (`vitest -u` writes it anew)', async () => {
  const sections = Object.entries(PACKAGES).map(([name, table]) => {
    const rows = Object.entries(table).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
    return [
      `## @iotpnp/${name}`,
      '',
      '| Code | What it means, and how to mend it |',
      '|---|---|',
      ...rows,
    ].join('\n');
  });
  const head =
    '# Errors\n\nEvery error has a code. The page it is printed on says where it happened; this list says what it means.';
  await expect([head, ...sections, ''].join('\n\n').trimEnd() + '\n').toMatchFileSnapshot(
    '../docs/errors.md',
  );
});
