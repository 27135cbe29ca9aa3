import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import azureDevice from 'azure-iot-device';
import azureMqtt from 'azure-iot-device-mqtt';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeDevice } from '../support/device-certificates.js';
import { Pnp, pnp, type Ended } from './pnp.js';
import { hubOf, user } from './user.js';

function interrupted(running: Pnp): Promise<Ended> {
  running.process.kill('SIGINT');
  return running.ended();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

describe('pnp hub', () => {
  it('--json tells first all that a program needs, then what happens, and leaves nothing', async () => {
    using own = user();
    const { running, facts } = await hubOf(own);
    expect(facts).toMatchObject({
      host: '127.0.0.1',
      port: expect.any(Number) as number,
      serviceConnectionString: expect.stringMatching(
        `^HostName=localhost:${facts.port};SharedAccessKeyName=iothubowner;SharedAccessKey=.+=$`,
      ) as string,
      eventHubConnectionString: expect.stringMatching(
        /^Endpoint=sb:\/\/localhost:.*EntityPath=/,
      ) as string,
      dps: {
        endpoint: `localhost:${facts.port}`,
        idScope: expect.stringMatching(/^0ne/) as string,
        serviceConnectionString: expect.stringContaining('provisioningserviceowner') as string,
        groupKey: expect.stringMatching(/=$/) as string,
      },
    });
    expect(Object.keys(facts.env).toSorted()).toEqual([
      'EVENTHUB_CONNECTION_STRING',
      'IOTHUB_CONNECTION_STRING',
      'IOTHUB_DEVICE_CONNECTION_STRING',
      'IOTHUB_DEVICE_DPS_DEVICE_ID',
      'IOTHUB_DEVICE_DPS_DEVICE_KEY',
      'IOTHUB_DEVICE_DPS_ENDPOINT',
      'IOTHUB_DEVICE_DPS_ID_SCOPE',
      'IOTHUB_DEVICE_ID',
      'IOTHUB_DEVICE_SECURITY_TYPE',
      'NODE_EXTRA_CA_CERTS',
      'NODE_OPTIONS',
      'PROVISIONING_CONNECTION_STRING',
    ]);
    expect(statSync(facts.caFile).mode & 0o777).toBe(0o600);
    const runtime = path.join(own.folder, 'iotpnp');
    expect(statSync(runtime).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(runtime, `${facts.port}.json`)).mode & 0o777).toBe(0o600);

    const { code, stdout, stderr } = await interrupted(running);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [, ...log] = stdout.trim().split('\n');
    expect(JSON.parse(log.at(-1) ?? '')).toMatchObject({ msg: 'closed' });
    expect(existsSync(facts.caFile)).toBe(false);
    expect(readdirSync(runtime)).toEqual([]);
    expect(readdirSync(own.folder)).toEqual(['iotpnp']);
    expect(await isFree(facts.port)).toBe(true);
  });

  it('tells a person where it is, without its keys unless they are asked for', async () => {
    using own = user();
    const env = { ...own.env, NO_COLOR: '1' };
    for (const asked of [[], ['--show-secrets']]) {
      const running = new Pnp(['hub', '--port', '0', ...asked], { terminal: true, env });
      await running.printed('Ctrl-C stops it.');
      const { code, stdout } = await interrupted(running);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^IoT Hub on localhost:\d+\n/);
      expect(stdout).toMatch(/authority +\S+ca\.pem\n/);
      expect(stdout).toContain('pnp hub device add dev1');
      expect(stdout.includes('SharedAccessKey=[redacted]')).toBe(asked.length === 0);
    }
  });

  it('keeps devices, keys and its authority in a data folder', async () => {
    using own = user();
    const data = path.join(own.folder, 'data');
    const first = await hubOf(own, '--data', data, '--device-id', 'kept');
    await interrupted(first.running);
    const port = ['--port', String(first.facts.port)];
    const second = await hubOf(own, '--data', data, '--device-id', 'kept', ...port);
    await interrupted(second.running);
    expect(second.facts.env).toEqual(first.facts.env);
    expect(second.facts.caFile.startsWith(data)).toBe(true);
  });

  it('takes the devices of the authorities it is given', async () => {
    using own = user();
    const [known, other] = [await makeAuthority('known'), await makeAuthority('other')];
    const files = [known, other].map(({ certificate }, index) => {
      const file = path.join(own.folder, `authority${index}.pem`);
      writeFileSync(file, certificate);
      return file;
    });
    const { key, chain } = await makeDevice('leaf1', { issuedBy: known });
    await using hub = await hubOf(own, ...files.flatMap((file) => ['--authority', file]));
    const added = await pnp(['hub', 'device', 'add', 'leaf1', '--x509-ca'], own);
    const client = azureDevice.Client.fromConnectionString(added.stdout.trim(), azureMqtt.Mqtt);
    const ca = readFileSync(hub.facts.caFile, 'utf8');
    await client.setOptions({ ca, cert: chain, key });
    await client.open();
    await client.close();
    await hub.running.printed('"deviceId":"leaf1"');
    expect(hub.running.stdout).not.toContain('refused');
  });

  it('refuses a data folder that another has, and says by which option to choose another', async () => {
    using own = user();
    const data = path.join(own.folder, 'data');
    await using _first = await hubOf(own, '--data', data);
    const { code, stderr } = await pnp(['hub', '--port', '0', '--data', data], own);
    expect(code).toBe(1);
    expect(stderr).toContain('error PNP_HUB_STATE_LOCKED');
    expect(stderr).toContain('give this one another folder with --data');
  });

  it('listens at several addresses', async () => {
    const hosts = ['--host', '127.0.0.1', '--host', '127.0.0.2'];
    using own = user();
    await using hub = await hubOf(own, ...hosts);
    const second = createServer();
    const refused = await new Promise((resolve) => {
      second.once('error', resolve);
      second.listen(hub.facts.port, '127.0.0.2', () => resolve(undefined));
    });
    second.close();
    expect(refused).toMatchObject({ code: 'EADDRINUSE' });
  });

  it('stops by itself after --duration', async () => {
    using own = user();
    const ended = await pnp(['hub', '--port', '0', '--duration', '500ms'], own);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('"hub listening"');
  });
});

describe('pnp hub run', () => {
  const run = async (...command: string[]) => {
    using own = user();
    return await pnp(['hub', 'run', '--', ...command], own);
  };

  it("runs Microsoft's device client by the environment alone", async () => {
    const { code, stdout, stderr } = await run('node', 'sample-device.cjs');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toBe('device has ["reported","desired"]\n');
  });

  it("runs Microsoft's service client by the environment alone", async () => {
    const { code, stdout } = await run('node', '--no-deprecation', 'sample-service.cjs');
    expect(stdout).toContain('registry has device1\ndevice answered 200 5\n');
    expect(code).toBe(0);
  });

  it("runs Microsoft's provisioning client by the environment alone", async () => {
    const { code, stdout } = await run('node', 'sample-provisioned.cjs');
    expect(stdout).toBe('connected as device1\n');
    expect(code).toBe(0);
  });

  it('ends with the exit code of the program, its options untouched', async () => {
    const { code, stdout } = await run(
      'node',
      '-e',
      'console.log(process.argv.slice(1)); process.exit(7)',
      '--',
      '--port',
    );
    expect(stdout).toBe("[ '--port' ]\n");
    expect(code).toBe(7);
  });

  it('adds to NODE_OPTIONS there were', async () => {
    using own = user();
    const env = { ...own.env, NODE_OPTIONS: '--title=mine' };
    const program = 'console.log(process.title, process.env.NODE_OPTIONS)';
    const { stdout } = await pnp(['hub', 'run', '--', 'node', '-e', program], { env });
    expect(stdout).toMatch(/^mine --require ".*host-with-port\.cjs" --title=mine\n$/);
  });

  it('passes signals on, waits for the program, and leaves nothing', async () => {
    using own = user();
    const program = `
      process.on('SIGTERM', () => setTimeout(() => { console.log('done'); process.exit(3); }, 2500));
      console.log('waiting', process.pid);
      setInterval(() => {}, 1000);
    `;
    const running = new Pnp(['hub', 'run', '--', 'node', '-e', program], own);
    await running.printed('waiting');
    running.process.kill('SIGTERM');
    const { code, stdout, stderr } = await running.ended();
    expect(stderr).toBe('');
    expect(stdout).toContain('done');
    expect(code).toBe(3);
    expect(readdirSync(path.join(own.folder, 'iotpnp'))).toEqual([]);
    const pid = Number(/waiting (\d+)/.exec(stdout)?.[1]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends as a shell tells of a program that a signal ended', async () => {
    const { code } = await run('node', '-e', "process.kill(process.pid, 'SIGKILL')");
    expect(code).toBe(137);
  });
});
