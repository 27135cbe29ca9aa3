import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './support/repository.js';

/** What the linter says of one line of source, as if it stood in that folder. */
function lint(folder: string, source: string): string {
  const root = mkdtempSync(path.join(tmpdir(), 'pnp-boundaries-'));
  try {
    cpSync(path.join(ROOT, '.oxlintrc.json'), path.join(root, '.oxlintrc.json'));
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, folder, 'probe.ts'), source);
    execFileSync(process.execPath, [path.join(ROOT, 'node_modules/oxlint/bin/oxlint')], {
      cwd: root,
      stdio: 'pipe',
    });
    return '';
  } catch (error) {
    return String((error as { stdout?: Buffer }).stdout);
  } finally {
    rmSync(root, { recursive: true });
  }
}

it.each([
  ['packages/model/src', '@iotpnp/core'],
  ['packages/model/src', 'node:fs'],
  ['packages/core/src', '@iotpnp/hub'],
  ['packages/core/src', 'node:fs'],
  ['packages/testkit/src', '@iotpnp/azure'],
  ['packages/config/src', '@iotpnp/azure'],
  ['packages/azure/src', '@iotpnp/hub'],
  ['packages/middleware/src', '@iotpnp/azure'],
  ['packages/hub/src', '@iotpnp/core'],
  ['packages/hub/src', 'azure-iot-device'],
  ['packages/service/src', '@iotpnp/hub'],
  ['packages/service/src', 'azure-iothub'],
  ['packages/cli/src', 'azure-iothub'],
  ['examples/x/src', '../../y/src/z.js'],
])('%s may not import %s', (folder, module) => {
  expect(lint(folder, `import { x } from '${module}';\nexport const y = x;\n`)).toContain(
    'no-restricted-imports',
  );
});

it.each([
  ['packages/core/src', '@iotpnp/model'],
  ['packages/hub/src', '@iotpnp/model'],
  ['packages/azure/src', '@iotpnp/core'],
  ['packages/middleware/src', '@iotpnp/core'],
  ['packages/service/src', '@iotpnp/model'],
  ['packages/cli/src', '@iotpnp/service'],
  ['examples/x/src', '@iotpnp/core'],
])('%s may import %s', (folder, module) => {
  expect(lint(folder, `import { x } from '${module}';\nexport const y = x;\n`)).toBe('');
});
