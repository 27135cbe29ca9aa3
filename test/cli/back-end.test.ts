import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import azureDevice from 'azure-iot-device';
import azureMqtt from 'azure-iot-device-mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES, Pnp, pnp, type Ended } from './pnp.js';
import { hubOf, user, type RunningHub, type User } from './user.js';

/** Commands against a running `pnp hub`, which they find by themselves, and a running `pnp start` of it. */
let own: User;
let hub: RunningHub;
let device: Pnp;
beforeAll(async () => {
  own = user();
  hub = await hubOf(own);
  const { stdout } = await run('hub', 'device', 'add', 'plant');
  device = new Pnp(['start', 'plant.ts', '--log', 'json'], {
    env: {
      ...own.env,
      PNP_CONNECTION_STRING: stdout.trim(),
      NODE_EXTRA_CA_CERTS: hub.facts.caFile,
    },
  });
  await device.printed('"running"');
});
afterAll(async () => {
  device.process.kill('SIGINT');
  await device.ended();
  await hub[Symbol.asyncDispose]();
  own[Symbol.dispose]();
});

function run(...args: string[]): Promise<Ended> {
  return pnp(args, own);
}

/** The JSON that a command printed, which succeeded. */
async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe('pnp hub device', () => {
  it('adds, shows, lists, disables and removes', async () => {
    const added = await run('hub', 'device', 'add', 'one');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(added.stdout).toMatch(/^HostName=localhost:\d+;DeviceId=one;SharedAccessKey=.+=\n$/);
    expect((await run('hub', 'device', 'show', 'one')).stdout).toBe(added.stdout);
    expect((await run('hub', 'device', 'disable', 'one')).stdout).toBe('disabled one\n');
    const { stdout: listed } = await run('hub', 'device', 'list');
    expect(listed).toMatch(/^device +state +authentication +model\n/);
    expect(listed).toMatch(/^one +disabled +sas$/m);
    expect(listed).toMatch(/^plant +connected +sas +dtmi:com:example:Plant;1$/m);
    expect((await run('hub', 'device', 'remove', 'one')).stdout).toBe('removed one\n');
    expect((await run('hub', 'device', 'list')).stdout).not.toMatch(/^one/m);
  });

  it('adds modules, and devices that prove themselves by a certificate', async () => {
    const thumbprints = ['A'.repeat(40), 'B'.repeat(40)].flatMap((hex) => [
      '--x509-thumbprint',
      hex,
    ]);
    expect(await json('hub', 'device', 'add', 'signed', ...thumbprints)).toEqual({
      deviceId: 'signed',
      connectionString: expect.stringMatching(/x509=true$/) as string,
    });
    await json('hub', 'device', 'add', 'chained', '--x509-ca');
    expect(await json('hub', 'device', 'add', 'chained', '--module', 'm')).toMatchObject({
      deviceId: 'chained',
      moduleId: 'm',
      connectionString: expect.stringContaining(';ModuleId=m;') as string,
    });
    expect(await json('hub', 'device', 'remove', 'chained', '--module', 'm')).toEqual({
      removed: 'chained/m',
    });
    const { stdout } = await run('hub', 'device', 'list', '--json');
    const devices = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { deviceId: string });
    expect(devices).toContainEqual(
      expect.objectContaining({ deviceId: 'signed', authentication: 'selfSigned' }),
    );
    expect(devices).toContainEqual(
      expect.objectContaining({ deviceId: 'chained', authentication: 'certificateAuthority' }),
    );
  });
});

describe('pnp twin', () => {
  it('sets a property of a component, which the device takes, and shows that', async () => {
    expect(await json('twin', 'set', 'plant', 'valve.opening=42')).toMatchObject({
      valve: { __t: 'c', opening: 42 },
    });
    await expect
      .poll(() => json('twin', 'get', 'plant'), { timeout: 10_000 })
      .toMatchObject({
        deviceId: 'plant',
        modelId: 'dtmi:com:example:Plant;1',
        connected: true,
        reported: { valve: { __t: 'c', opening: { value: 42, ac: 200 } } },
        metadata: { desired: expect.any(Object) as object },
      });
  });

  it('sets tags, texts, objects and nulls, as JSON too', async () => {
    const tags = ['site=berlin', 'floor=2', 'at.x=1.5', 'at.y=null', 'gone=null', 'on=true'];
    expect(await json('twin', 'set', 'plant', '--tags', ...tags)).toEqual({
      site: 'berlin',
      floor: 2,
      at: { x: 1.5 },
      on: true,
    });
    const patch = '{"at":null,"floor":"two"}';
    expect(await json('twin', 'set', 'plant', '--tags', patch)).toEqual({
      site: 'berlin',
      floor: 'two',
      on: true,
    });
  });

  it('get shows it to a person over several lines, without metadata', async () => {
    const { stdout } = await run('twin', 'get', 'plant');
    expect(stdout).toMatch(/^\{\n {2}"deviceId": "plant",\n/);
    expect(JSON.parse(stdout)).not.toHaveProperty('metadata');
  });
});

describe('pnp invoke', () => {
  it('prints the payload of the answer', async () => {
    expect(await run('invoke', 'plant', 'valve*double', '21')).toEqual({
      code: 0,
      stdout: '42\n',
      stderr: '',
    });
    expect(await json('invoke', 'plant', 'valve*double', '1.5')).toEqual({
      status: 200,
      payload: 3,
    });
  });

  it('ends with 1 when the device refuses, and prints why', async () => {
    const { code, stdout } = await run('invoke', 'plant', 'valve*double', 'much', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: 400 });
    const plain = await run('invoke', 'plant', 'valve*double', 'much');
    expect([plain.code, plain.stderr]).toEqual([1, 'status 400\n']);
  });
});

describe('pnp monitor', () => {
  it('prints each message as a line of JSON', async () => {
    const running = new Pnp(['monitor', 'plant', '--json'], own);
    await running.printed('\n');
    running.process.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended();
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
      deviceId: 'plant',
      modelId: 'dtmi:com:example:Plant;1',
      body: { pressure: 1.5 },
      source: 'Telemetry',
      enqueuedTime: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
  });

  it('prints lines for a person, from the beginning when asked, and stops by itself', async () => {
    const args = ['monitor', '--from', 'earliest', '--properties', '--duration', '3s'];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] {2}plant {2}\(default\) {2}\{"pressure":1\.5\} {2}\{.*"contentType":"application\/json"/,
    );
  });
});

describe('pnp monitor, when its hub', () => {
  it('goes away and comes back, says so once each and reads on', async () => {
    using other = user();
    const data = path.join(other.folder, 'data');
    const before = await hubOf(other, '--data', data);
    const { port, serviceConnectionString } = before.facts;
    const env = { ...other.env, IOTHUB_CONNECTION_STRING: serviceConnectionString };
    const args = ['monitor', 'device1', '--json', '--ca', before.facts.caFile];
    const running = new Pnp(args, { env, terminal: true });
    await expect.poll(() => running.stderr, { timeout: 10_000 }).toContain('reading what device1');
    await before[Symbol.asyncDispose]();
    await expect.poll(() => running.stderr, { timeout: 10_000 }).toContain('the hub is away');
    await using after = await hubOf(other, '--data', data, '--port', String(port));
    await expect.poll(() => running.stderr, { timeout: 15_000 }).toContain('the hub is back');
    const client = azureDevice.Client.fromConnectionString(
      after.facts.env['IOTHUB_DEVICE_CONNECTION_STRING'] ?? '',
      azureMqtt.Mqtt,
    );
    await client.setOptions({ ca: readFileSync(after.facts.caFile, 'utf8') });
    await client.open();
    await client.sendEvent(new azureDevice.Message('still here'));
    await client.close();
    await running.printed('\n');
    running.process.kill('SIGINT');
    const { code, stderr } = await running.ended();
    expect(code).toBe(0);
    expect(stderr.match(/the hub is (?:away|back)/g)).toEqual([
      'the hub is away',
      'the hub is back',
    ]);
  });
});

describe('pnp send', () => {
  it('queues a message and prints its id', async () => {
    await run('hub', 'device', 'add', 'mailbox');
    const { code, stdout } = await run('send', 'mailbox', 'hello', '--message-id', 'm1');
    expect([code, stdout]).toEqual([0, 'm1\n']);
  });

  it('--wait tells what became of it', async () => {
    const added = await run('hub', 'device', 'add', 'reader');
    const connectionString = added.stdout.trim();
    const sending = new Pnp(['send', 'reader', '{"a":1}', '--wait', '--property', 'k=v'], own);
    expect(await taken(connectionString)).toEqual({ text: '{"a":1}', k: 'v' });
    const { code, stdout, stderr } = await sending.ended();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\da-f-]{36} Success\n$/);
  });

  /** The first message for a device, which completes it. */
  async function taken(connectionString: string): Promise<object> {
    const client = azureDevice.Client.fromConnectionString(connectionString, azureMqtt.Mqtt);
    await client.setOptions({ ca: readFileSync(hub.facts.caFile, 'utf8') });
    await client.open();
    try {
      return await new Promise((resolve) => {
        client.on('message', (message: azureDevice.Message) => {
          const text = message.getBytes().toString();
          const k: unknown = message.properties.getValue('k');
          client.complete(message, () => resolve({ text, k }));
        });
      });
    } finally {
      await client.close();
    }
  }
});

describe('pnp hub fault', () => {
  it('has the hub misbehave, lists what is in store, and takes it back', async () => {
    await run('hub', 'device', 'add', 'victim');
    const asked = ['target=victim', 'seconds=2.5'];
    const { code, stdout } = await run('hub', 'fault', 'add', 'delay-answers', ...asked);
    expect([code, stdout]).toEqual([0, 'delay-answers target=victim seconds=2.5\n']);
    expect(await json('hub', 'fault', 'list')).toEqual([
      { fault: 'delay-answers', target: 'victim', seconds: 2.5 },
    ]);
    expect(await json('hub', 'fault', 'clear', 'victim')).toEqual([]);
    expect((await run('hub', 'fault', 'kinds')).stdout).toMatch(
      /^refuse-connects +seconds, target\?$/m,
    );
  });

  it('that is none is told by its name, and where they are listed', async () => {
    const { code, stderr } = await run('hub', 'fault', 'add', 'explode');
    expect(code).toBe(1);
    expect(stderr).toMatch(/error PNP_BAD_OPTION\n {2}there is no fault "explode"\n/);
    expect(stderr).toContain('pnp hub fault kinds');
  });
});

describe('pnp hub enrolment', () => {
  it('lets a device register, which then is on the hub', async () => {
    const added = await json('hub', 'enrolment', 'add', 'walk-in', '--device-id', 'walked-in');
    expect(added).toEqual({
      id: 'walk-in',
      endpoint: hub.facts.dps['endpoint'],
      idScope: hub.facts.dps['idScope'],
      primaryKey: expect.stringMatching(/=$/) as string,
    });
    const { primaryKey } = added as { primaryKey: string };
    expect(await registered('walk-in', primaryKey)).toBe('walked-in');
    expect((await run('hub', 'device', 'list')).stdout).toMatch(/^walked-in +away/m);
    expect((await run('hub', 'enrolment', 'list')).stdout).toMatch(
      /^walk-in +enabled +symmetricKey +walked-in$/m,
    );
    expect((await run('hub', 'enrollment', 'list')).stdout).toMatch(/^walk-in /m);
    expect((await run('hub', 'enrolment', 'remove', 'walk-in')).stdout).toBe('removed walk-in\n');
    expect((await run('hub', 'enrolment', 'list')).stdout).not.toContain('walk-in');
  });

  it('lets a group register, each device by a key of its own', async () => {
    await run('hub', 'enrolment', 'add', 'pumps', '--group');
    const { stdout } = await run('hub', 'enrolment', 'key', 'pumps', 'pump-7');
    expect(await registered('pump-7', stdout.trim())).toBe('pump-7');
    expect((await run('hub', 'enrolment', 'list', '--group')).stdout).toMatch(
      /^pumps +enabled +symmetricKey$/m,
    );
  });

  it('that is not there is told by its name', async () => {
    const { code, stderr } = await run('hub', 'enrolment', 'remove', 'nobody');
    expect(code).toBe(1);
    expect(stderr).toMatch(/error PNP_SERVICE_DEVICE_UNKNOWN\n {2}the hub has no enrolment nobody/);
  });

  /** What the provisioning service calls the device that registers so. */
  async function registered(id: string, key: string): Promise<string> {
    const program = `
      const { ProvisioningDeviceClient } = require('azure-iot-provisioning-device');
      const { Mqtt } = require('azure-iot-provisioning-device-mqtt');
      const { SymmetricKeySecurityClient } = require('azure-iot-security-symmetric-key');
      const [endpoint, idScope, id, key] = process.argv.slice(1);
      const security = new SymmetricKeySecurityClient(id, key);
      ProvisioningDeviceClient.create(endpoint, idScope, new Mqtt(), security)
        .register().then(({ deviceId }) => console.log(deviceId));
    `;
    const { endpoint = '', idScope = '' } = hub.facts.dps;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', program, endpoint, idScope, id, key],
      { cwd: FIXTURES, env: { ...process.env, NODE_EXTRA_CA_CERTS: hub.facts.caFile } },
    );
    return stdout.trim();
  }
});
