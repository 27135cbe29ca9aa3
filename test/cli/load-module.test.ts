import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Problem } from '@iotpnp/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-load-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

interface Loaded {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly sources: readonly string[];
}

/** In a process of its own: vitest has its own idea of `import()`. */
async function loaded(file: string): Promise<Loaded & { problems?: readonly Problem[] }> {
  const script = path.join(import.meta.dirname, 'load.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, file]);
  return JSON.parse(stdout) as Loaded;
}

async function loadModule(file: string): Promise<Loaded> {
  const { problems, ...module } = await loaded(file);
  if (problems) throw new Error('expected a module', { cause: problems });
  return module;
}

async function problemsOf(file: string): Promise<readonly Problem[]> {
  const { problems } = await loaded(file);
  if (!problems) throw new Error('expected problems');
  return problems;
}

const LEGACY = `
  const seen: unknown[][] = [];
  function dec(...args: unknown[]): any { seen.push(args); }
  export class Pump { @dec speed: number = 1; }
  const type = (Reflect as any).getMetadata('design:type', Pump.prototype, 'speed');
  export const args = seen[0]!.length, isNumber = type === Number;
`;

describe('loadModule, TypeScript', () => {
  it('runs decorators in the legacy convention, with design:type', async () => {
    const { exports } = await loadModule(write('pump.ts', LEGACY));
    expect(exports).toMatchObject({ args: 3, isNumber: true });
  });

  it('follows imports with and without extension, of .ts by .js, and names all sources', async () => {
    write('lib/a.ts', 'export const a: number = 1;');
    write('lib/b.mts', 'export const b = 2;');
    const file = write(
      'pump.ts',
      "import { a } from './lib/a'; import { b } from './lib/b.mjs'; export default a + b;",
    );
    const { exports, sources } = await loadModule(file);
    expect(exports['default']).toBe(3);
    const names = sources.map((source) => path.relative(folder, source)).toSorted();
    expect(names).toEqual(['lib/a.ts', 'lib/b.mts', 'pump.ts']);
  });

  it('is patient with an import of a type that is not marked as one', async () => {
    write('types.ts', 'export interface Speed { rpm: number }');
    const text = "export { Speed } from './types.js'; export default 1;";
    expect((await loadModule(write('pump.ts', text))).exports['default']).toBe(1);
  });

  it("tells each file its own place, and follows the tsconfig's paths", async () => {
    write('tsconfig.json', '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }');
    const place = write('lib/place.ts', 'export const url = import.meta.url, folder = __dirname;');
    const { exports } = await loadModule(
      write('pump.ts', "export { url, folder } from '@/place';"),
    );
    expect(exports).toEqual({ url: pathToFileURL(place).href, folder: path.dirname(place) });
  });

  it('leaves no file behind, whether the module runs or throws', async () => {
    await loadModule(write('good.ts', 'export default 1;'));
    await problemsOf(write('bad.ts', "throw new Error('no');"));
    expect(readdirSync(folder).toSorted()).toEqual(['bad.ts', 'good.ts']);
  });

  it('tells the line of an exception in the source', async () => {
    write(
      'deep.ts',
      'interface A { a: 1 }\n\nexport function boom(): never {\n  throw new TypeError("no");\n}\n',
    );
    const file = write('pump.ts', "import { boom } from './deep.js';\nboom();\n");
    const where = { file: path.join(folder, 'deep.ts'), line: 4, column: 9 };
    expect(await problemsOf(file)).toMatchObject([{ code: 'PNP_MODULE_THREW', where }]);
  });

  it('lowers standard decorators where the tsconfig wants them and esbuild is there', async () => {
    write('tsconfig.json', '{ "compilerOptions": { "experimentalDecorators": false } }');
    write('node_modules/esbuild/package.json', '{ "main": "index.cjs" }');
    const real = path.resolve(import.meta.dirname, '../../node_modules/esbuild');
    write('node_modules/esbuild/index.cjs', `module.exports = require(${JSON.stringify(real)});`);
    const text = `
      const kinds: string[] = [];
      function dec(_: unknown, context: DecoratorContext): void { kinds.push(context.kind); }
      export default class Pump { @dec accessor speed = 1; @dec run() {} @dec field = 1; }
      export { kinds };
    `;
    const { exports } = await loadModule(write('pump.ts', text));
    expect(exports['kinds']).toEqual(['accessor', 'method', 'field']);
  });

  it('says how to go on where esbuild is missing', async () => {
    const config = write(
      'tsconfig.json',
      '{ "compilerOptions": { "experimentalDecorators": false } }',
    );
    const file = write('pump.ts', 'const d = (): void => {}; export class Pump { @d run() {} }');
    expect(await problemsOf(file)).toMatchObject([
      { code: 'PNP_STANDARD_DECORATORS', where: { file: config } },
    ]);
  });
});

describe.each(['pump.ts', 'pump.mjs'])('loadModule, faults in %s', (name) => {
  it('of syntax are placed, in an imported file too', async () => {
    const broken = write('broken.js', 'export const a = 1;\nexport const b = (;\n');
    const file = write(name, "import './broken.js';\n");
    write('package.json', '{ "type": "module" }');
    expect(await problemsOf(file)).toMatchObject([
      { code: 'PNP_MODULE_SYNTAX', where: { file: broken, line: 2, column: 19 } },
    ]);
  });

  it('of imports name the import', async () => {
    const file = write(
      name,
      "import fs from 'node:fs';\nimport x from '@acme/none/sub';\nexport default x;\n",
    );
    expect(await problemsOf(file)).toMatchObject([
      {
        code: 'PNP_MODULE_IMPORT',
        message: "cannot find package '@acme/none'",
        hint: 'npm install @acme/none',
        where: { file, line: 2 },
      },
    ]);
  });

  it('of a missing export name it', async () => {
    const file = write(name, "import { nothing } from 'node:fs';\nconsole.log(nothing);\n");
    expect(await problemsOf(file)).toMatchObject([
      {
        code: 'PNP_MODULE_IMPORT',
        message: "'node:fs' has no export 'nothing'",
        where: { file, line: 1 },
      },
    ]);
  });
});

describe('loadModule, JavaScript', () => {
  it('runs ESM and CommonJS as Node does', async () => {
    const esm = await loadModule(write('a.mjs', 'export default 1;'));
    const cjs = await loadModule(write('b.cjs', 'module.exports = { two: 2 };'));
    expect(esm.exports['default']).toBe(1);
    expect(cjs.exports['default']).toEqual({ two: 2 });
  });
});
