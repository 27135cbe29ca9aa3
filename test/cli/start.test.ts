import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES, Pnp, pnp } from './pnp.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pnp-start-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `pnp start` against an embedded hub of its own, on any free port. */
const local = (module: string, ...options: string[]) => {
  const data = mkdtempSync(path.join(folder, 'hub-'));
  return ['start', module, '--local', '--port', '0', '--data', data, ...options];
};

function lines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const listening = (stdout: string) =>
  lines(stdout).find(({ msg }) => msg === 'embedded hub listening');

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

describe('pnp start --local', () => {
  it('shows what the hub received, as JSON lines off a terminal, and ends by itself', async () => {
    const { code, stdout, stderr } = await pnp(local('controller.ts', '--duration', '2s'));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const log = lines(stdout);
    expect(listening(stdout)).toMatchObject({
      hub: expect.stringMatching(/^localhost:\d+$/) as string,
    });
    expect(log).toContainEqual(
      expect.objectContaining({
        msg: 'hub connected',
        deviceId: 'pnp-temperature-controller',
        modelId: 'dtmi:com:example:TemperatureController;2',
      }),
    );
    const telemetry = log.filter(({ msg }) => msg === 'hub telemetry');
    const received = telemetry.map(({ component, payload }) =>
      JSON.stringify([component, payload]),
    );
    expect(received).toContain('["thermostat1",{"temperature":21.5}]');
    expect(received).toContain('["(default)",{"workingSet":1024}]');
    expect(log.find(({ msg }) => msg === 'hub reported')?.['payload']).toMatchObject({
      serialNumber: 'SN-1',
      thermostat1: {
        __t: 'c',
        maxTempSinceLastReboot: 38.7,
        targetTemperature: { value: 21, ac: 200, av: 0 },
      },
    });
  });

  it('shows the same as lines for a person when asked', async () => {
    const { stdout } = await pnp(local('controller.ts', '--duration', '3s', '--log', 'pretty'));
    expect(stdout).toMatch(/embedded hub listening {2}hub=localhost:\d+/);
    expect(stdout).toContain('hub telemetry  component=thermostat1 {"temperature":21.5}\n');
    expect(stdout).toMatch(/hub reported {2}\{.*"thermostat1":\{"__t":"c",/);
    expect(stdout).not.toContain('\u001B');
  });

  it("makes the instance by the module's create, and is the device it is told to be", async () => {
    const args = local('created.ts', '--duration', '3s', '--device-id', 'pump-7');
    const { code, stdout } = await pnp(args);
    expect(code).toBe(0);
    expect(stdout).toContain('"opening the sensor"');
    expect(stdout).toContain('{"serialNumber":"SN-42"}');
    expect(stdout).toContain('"deviceId":"pump-7"');
  });

  it('tells a person at a terminal how to stop it, and when all is closed', async () => {
    const running = new Pnp(local('busy.ts'), { terminal: true, env: { NO_COLOR: '1' } });
    await running.printed('press Ctrl-C to stop');
    running.process.kill('SIGINT');
    const { code, stdout } = await running.ended();
    expect(code).toBe(0);
    expect(stdout).toMatch(/INFO: running .*\n.*INFO: press Ctrl-C to stop\n/);
    expect(stdout).toMatch(/INFO: closed\n$/);
  });

  it('warns once of a constructor that gets none of its arguments', async () => {
    const { stdout } = await pnp(local('arguments.ts', '--duration', '3s'));
    const warnings = lines(stdout).filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([
      {
        code: 'PNP_CONSTRUCTOR_ARGUMENTS',
        error: 'the constructor of Pump takes 1 argument and gets none',
        hint: 'export create() to make the instance',
      },
    ]);
  });

  it('shows a 64-bit number as it was sent', async () => {
    const running = new Pnp(local('counter.ts', '--log', 'pretty'));
    await running.printed('hub telemetry');
    running.process.kill('SIGINT');
    expect((await running.ended()).stdout).toContain(' {"total":9007199254740993}\n');
  });

  it('leaves nothing beside the module', async () => {
    await pnp(local('thermostat.ts', '--duration', '200ms'));
    expect(readdirSync(FIXTURES).filter((name) => name.startsWith('.pnp'))).toEqual([]);
  });

  it('ends with 0 when the reader of its output goes away', async () => {
    const running = new Pnp(local('thermostat.ts'));
    await running.printed('hub telemetry');
    running.process.stdout.destroy();
    expect((await running.ended()).code).toBe(0);
  });
});

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s closes session and hub in order, within two seconds, and frees the port',
    async (signal) => {
      const running = new Pnp(local('busy.ts'));
      await running.printed('"running"');
      const port = Number(String(listening(running.stdout)?.['hub']).split(':')[1]);
      expect(await isFree(port)).toBe(false);
      running.process.kill(signal);
      const { code, stdout, stderr } = await running.ended();
      expect(stderr).toBe('');
      expect(code).toBe(0); // closing that takes two seconds ends with PNP_CLOSE_TIMEOUT and 1
      expect(await isFree(port)).toBe(true);
      const [closing, goodbye, closed] = lines(stdout).slice(-3);
      expect(closing).toMatchObject({ msg: 'closing' });
      expect(goodbye).toMatchObject({ msg: 'hub disconnected', reason: 'by-device' });
      expect(closed).toMatchObject({ level: 'info', msg: 'closed' });
    },
  );

  it('delivered twice, as npm and a terminal do, is one', async () => {
    const running = new Pnp(local('thermostat.ts'));
    await running.printed('"running"');
    running.process.kill('SIGINT');
    running.process.kill('SIGINT');
    expect((await running.ended()).code).toBe(0);
  });

  it('ends a device that has not reached its hub yet', async () => {
    const connection = 'HostName=localhost:1;DeviceId=d;SharedAccessKey=YWJjZGVmZ2hpamtsbW5vcA==';
    const running = new Pnp(['start', 'thermostat.ts'], {
      env: { PNP_CONNECTION_STRING: connection },
    });
    await running.printed('PNP_HUB_UNREACHABLE');
    running.process.kill('SIGTERM');
    const { code, stderr } = await running.ended();
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('a config', () => {
  it('in TypeScript names the device and asks for the embedded hub', async () => {
    const args = ['start', '--config', 'app.config.ts', '--port', '0', '--duration', '3s'];
    const { code, stdout } = await pnp([...args, '--data', path.join(folder, 'config')]);
    expect(code).toBe(0);
    expect(stdout).toContain('"class":"Thermostat"');
  });
});

describe('pnp', () => {
  it('--version and --help go to standard output and exit with 0', async () => {
    expect(await pnp(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' });
    const help = await pnp(['start', '--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/--local[^]*Examples:/);
  });

  it('alone shows its help on standard error and exits with 1', async () => {
    const { code, stderr } = await pnp([]);
    expect(code).toBe(1);
    expect(stderr).toContain('Usage: pnp');
  });
});
