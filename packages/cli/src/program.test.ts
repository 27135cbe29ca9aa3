import { readFileSync } from 'node:fs';
import { PnpError } from '@iotpnp/core';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import type { StartFlags } from './commands/start.js';
import { argumentError, createProgram } from './program.js';

async function parsed(...args: string[]): Promise<[string | undefined, StartFlags]> {
  const calls: [string | undefined, StartFlags][] = [];
  const program = createProgram({
    start: async (module, flags) => void calls.push([module, flags]),
    run: async () => {},
  });
  await program.parseAsync(['node', 'pnp', 'start', ...args]);
  return calls[0]!;
}

async function fault(...args: string[]): Promise<PnpError> {
  const error = await parsed(...args).catch((reason: unknown) => reason);
  const told = error instanceof CommanderError ? argumentError(error) : error;
  if (!(told instanceof PnpError)) throw new Error('expected a PnpError', { cause: told });
  return told;
}

describe('pnp start', () => {
  it('reads its options', async () => {
    const line =
      'a.ts#Pump --local --duration 10s --log json --connect-timeout 1.5m --port 0 --verbose';
    expect(await parsed(...line.split(' '))).toEqual([
      'a.ts#Pump',
      {
        local: true,
        duration: 10_000,
        log: 'json',
        connectTimeout: 90_000,
        port: 0,
        verbose: true,
      },
    ]);
  });

  it.each([
    [['--duration', 'tens'], 'PNP_BAD_DURATION', '--duration'],
    [['--duration', '0s'], 'PNP_BAD_DURATION', '--duration'],
    [['--connect-timeout', '-1s'], 'PNP_BAD_DURATION', '--connect-timeout'],
    [['--port', '65536'], 'PNP_BAD_OPTION', '--port'],
    [['--port', '1e3'], 'PNP_BAD_OPTION', '--port'],
    [['--log', 'xml'], 'PNP_BAD_OPTION', '--log'],
    [['--duration'], 'PNP_BAD_OPTION', '--duration'],
    [['--locla'], 'PNP_BAD_OPTION', '--locla'],
    [['a.ts', 'b.ts'], 'PNP_BAD_OPTION', 'command line'],
  ])('%j is %s at %s', async (args, code, key) => {
    expect(await fault(...args)).toMatchObject({ code, where: { key } });
  });

  it('suggests the option that was meant', async () => {
    expect((await fault('--locla')).hint).toBe('did you mean --local?');
  });
});

it('the README names every command, and every option of those that run or look at a device', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const program = createProgram({ start: async () => {}, run: async () => {} });
  const missing = program.commands.flatMap((command) => {
    const name = command.name();
    const options = ['start', 'config', 'plugins', 'doctor', 'init', 'dev'].includes(name)
      ? command.options
          .map(({ long }) => long ?? '')
          .filter((long) => !readme.includes(`\`${long}`))
      : [];
    return [...(readme.includes(`pnp ${name}`) ? [] : [name]), ...options];
  });
  expect(missing).toEqual([]);
});
