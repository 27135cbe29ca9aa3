import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pnp } from './cli/pnp.js';
import { files, ROOT } from './support/repository.js';

let data: string;
beforeAll(() => {
  data = mkdtempSync(path.join(tmpdir(), 'pnp-examples-'));
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

interface Line {
  readonly msg: string;
  readonly component?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly modelId?: string;
}

/** Runs an example as its user would, until its hub has received this, and ends it as Ctrl-C does. */
async function run(
  example: string,
  until: string,
): Promise<{ code: number | null; lines: Line[] }> {
  const folder = path.join(data, example);
  const cwd = path.join(ROOT, 'examples', example);
  const pnp = new Pnp(['start', '--local', '--port', '0', '--data', folder, '--log', 'json'], {
    cwd,
  });
  await pnp.printed(until);
  pnp.process.kill('SIGINT');
  const { code, stdout, stderr } = await pnp.ended();
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  return { code, lines: lines.map((line) => JSON.parse(line) as Line) };
}

describe('the temperature controller', () => {
  it('starts against the embedded hub, is received with its components, and stops', async () => {
    const { code, lines } = await run('temperature-controller', '"component":"thermostat2"');
    expect(code).toBe(0);
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'hub connected',
        modelId: 'dtmi:com:example:TemperatureController;2',
      }),
    );
    const reported = lines.find(({ msg }) => msg === 'hub reported');
    expect(reported?.payload).toMatchObject({
      serialNumber: 'SN-1',
      thermostat1: { __t: 'c', targetTemperature: { value: 21, ac: 200, av: 0 } },
      deviceInformation: { __t: 'c', manufacturer: 'Contoso' },
    });
    const telemetry = lines.filter(({ msg }) => msg === 'hub telemetry');
    expect(telemetry.map(({ component }) => component)).toEqual([
      '(default)',
      'thermostat1',
      'thermostat2',
    ]);
  });

  it('is written in at most 70 lines, imports, comments and blanks left out', () => {
    const sources = files('examples/temperature-controller', '.ts').filter(
      (file) => !file.endsWith('.test.ts'),
    );
    const lines = sources.flatMap((file) => codeLines(readFileSync(path.join(ROOT, file), 'utf8')));
    expect(lines.length).toBeGreaterThan(30);
    expect(lines.length).toBeLessThanOrEqual(70);
  });
});

describe('the thermostat', () => {
  it('starts against the embedded hub, is received without components, and stops', async () => {
    const { code, lines } = await run('thermostat', 'hub telemetry');
    expect(code).toBe(0);
    expect(lines.find(({ msg }) => msg === 'hub telemetry')).toMatchObject({
      component: '(default)',
      payload: { temperature: 18.3 },
    });
    expect(lines.find(({ msg }) => msg === 'hub reported')?.payload).toMatchObject({
      targetTemperature: { value: 21, ac: 200, av: 0, ad: 'reported default value' },
    });
  });
});

/** Import statements run to the first semicolon, block comments to their end. */
function codeLines(source: string): string[] {
  const bare = source.replaceAll(/^import\b[^;]*;/gm, '').replaceAll(/\/\*[^]*?\*\//g, '');
  return bare.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//'));
}
