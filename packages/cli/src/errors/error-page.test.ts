import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorPage } from './error-page.js';

let folder: string;
const SOURCE = 'line one\n\tline(two;\nline three\nline four\nline five\n';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pnp-page-'));
  writeFileSync(path.join(folder, 'pump.ts'), SOURCE);
  writeFileSync(path.join(folder, 'pnp.config.ts'), SOURCE);
});
afterAll(() => rmSync(folder, { recursive: true }));

const page = (...problems: Parameters<typeof errorPage>[0]) =>
  errorPage(problems, { cwd: folder, colour: false });
const at = (name: string) => ({ file: path.join(folder, name), line: 2, column: 6 });

describe('errorPage', () => {
  it('tells code, what, where and how to mend it, with the lines around the place', () => {
    const where = { ...at('pump.ts'), class: 'Pump', member: 'speed' };
    const text = page({ code: 'PNP_X', message: 'it broke', hint: 'mend it', where });
    expect(text).toBe(
      [
        'error PNP_X',
        '  it broke',
        '',
        '  where  pump.ts:2:6, class Pump, member speed',
        '  fix    mend it',
        '',
        '    1 | line one',
        '  > 2 | \tline(two;',
        '      | \t    ^',
        '    3 | line three',
        '    4 | line four',
        '',
      ].join('\n'),
    );
  });

  it('tells every problem and their number', () => {
    const text = page({ code: 'PNP_A', message: 'a' }, { code: 'PNP_B', message: 'b' });
    expect(text).toMatch(/PNP_A[^]*PNP_B[^]*\n2 errors\n$/);
  });

  it('shows no lines of a config, which may hold keys', () => {
    const text = page({ code: 'PNP_X', message: 'it broke', where: at('pnp.config.ts') });
    expect(text).toContain('pnp.config.ts:2:6');
    expect(text).not.toContain('line(two');
  });

  it('names a file outside the working folder in full, and one that is gone without lines', () => {
    const file = path.resolve('/elsewhere/pump.ts');
    expect(page({ code: 'PNP_X', message: 'm', where: { file, line: 1 } })).toContain(
      `${file}:1\n`,
    );
  });

  it('uses colour only when asked', () => {
    const problem = { code: 'PNP_X', message: 'm' } as const;
    expect(page(problem)).not.toContain('\u001B');
    expect(errorPage([problem], { cwd: folder, colour: true })).toContain('\u001B[31m');
  });
});
