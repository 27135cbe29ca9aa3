import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectFiles } from './project-files.js';
import { templatePackage } from './template-package.js';

const pump = projectFiles({
  name: '@contoso/pump',
  className: 'OilPump',
  modelId: 'dtmi:com:contoso:OilPump;2',
});
const textOf = (name: string) => pump.find(({ path }) => path === name)?.text ?? '';

describe('a new project', () => {
  it('is called by its names wherever they stand, and by no other', () => {
    expect(pump.map(({ path }) => path)).toEqual([
      'package.json',
      'tsconfig.json',
      'vitest.config.ts',
      'pnp.config.yaml',
      'src/oil-pump.ts',
      'src/oil-pump.test.ts',
      '.gitignore',
      'README.md',
    ]);
    expect(textOf('src/oil-pump.ts')).toContain("@Interface('dtmi:com:contoso:OilPump;2', {");
    expect(textOf('src/oil-pump.ts')).toContain('export default class OilPump {');
    expect(textOf('src/oil-pump.test.ts')).toContain("import OilPump from './oil-pump.js';");
    expect(textOf('pnp.config.yaml')).toContain('device: ./src/oil-pump.ts\n');
    expect(pump.filter(({ text }) => /\bthermostat\b/i.test(text))).toEqual([]);
  });

  it('needs the packages of this workspace in the version of this one, which all have', () => {
    const made = JSON.parse(textOf('package.json')) as ReturnType<typeof templatePackage>;
    expect(made.name).toBe('@contoso/pump');
    const ours = Object.entries({ ...made.dependencies, ...made.devDependencies }).filter(
      ([name]) => name.startsWith('@iotpnp/'),
    );
    expect(ours.length).toBeGreaterThan(3);
    for (const [name, range] of ours) {
      const file = new URL(`../../../${name.split('/')[1]}/package.json`, import.meta.url);
      const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
      expect([name, range]).toEqual([name, `^${version}`]);
    }
  });

  it('needs the other packages from the versions on that this workspace is tested with', () => {
    const workspace = new URL('../../../../pnpm-workspace.yaml', import.meta.url);
    const catalog = readFileSync(workspace, 'utf8');
    const others = Object.entries(templatePackage().devDependencies).filter(
      ([name]) => !name.startsWith('@iotpnp/'),
    );
    expect(others.length).toBeGreaterThan(2);
    for (const [name, range] of others) {
      const [, version] = new RegExp(`^  '?${name}'?: (.+)$`, 'm').exec(catalog) ?? [];
      expect([name, range]).toEqual([name, `^${version}`]);
    }
  });
});
