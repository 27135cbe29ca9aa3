import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Eight compilers run at once, on a machine that may have other work. */
const LIMIT = { timeout: 60_000 };

const compilers = { 'TypeScript 7': 'typescript', 'TypeScript 5.9': 'typescript-5.9' };
const conventions = ['legacy', 'standard'] as const;
const combinations = Object.entries(compilers).flatMap(([name, alias]) =>
  conventions.map((convention) => ({ name, alias, convention })),
);

describe.concurrent.each(combinations)('$name, $convention decorators', ({ alias, convention }) => {
  it('accepts all of good.ts and refuses each fault of bad.ts', LIMIT, async ({ expect }) => {
    expect(await compile(alias, `tsconfig.${convention}.json`)).toBe('');
  });

  it('names member, expected and found', LIMIT, async ({ expect }) => {
    const output = await compile(alias, `messages/tsconfig.${convention}.json`);
    const faults = output.split(/^(?=\S)/m);
    expect(faults).toHaveLength(4);
    for (const fault of faults) expect(fault).toMatch(/member: "\w+"; expected: .*; found: /);
    // One file for both compilers: they must agree.
    await expect(output).toMatchFileSnapshot(`messages/${convention}.txt`);
  });
});

it.concurrent.for(Object.values(compilers))(
  'accepts good.ts without `strict` (%s)',
  LIMIT,
  async (alias, { expect }) => {
    // The packages' sources, which are read here in place of their declarations, do need `strict`.
    expect(await compile(alias, 'tsconfig.loose.json')).not.toContain('good.ts');
  },
);

/** What the compiler prints, with paths cut down to the files' names. */
function compile(alias: string, project: string): Promise<string> {
  const compiler = here(`../../../node_modules/${alias}/bin/tsc`);
  const args = [compiler, '-p', here(project), '--pretty', 'false'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      if (error && stdout === '') reject(new Error(`${alias} did not run: ${stderr}`));
      else resolve(stdout.replaceAll('\r', '').replaceAll(/^\S*\/(?=[\w.-]+\(\d)/gm, ''));
    });
  });
}
