import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pnp, pnp } from './pnp.js';
import { hubOf, user, type RunningHub, type User } from './user.js';

const KEY = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0';
const POLICY = `SharedAccessKeyName=iothubowner;SharedAccessKey=${KEY}`;

interface Fault {
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Of a user of whom no hub runs. */
  readonly alone?: boolean;
  readonly code: string;
  /** As it stands behind `where`. */
  readonly where: string;
  /** A part of the remedy. */
  readonly fix: string;
  /** Default 1. */
  readonly exitCode?: number;
}

const FAULTS: readonly Fault[] = [
  {
    title: 'no hub runs',
    args: ['twin', 'get', 'dev1'],
    alone: true,
    code: 'PNP_NO_HUB',
    where: 'IOTHUB_CONNECTION_STRING',
    fix: 'start one with pnp hub',
  },
  {
    title: 'no hub runs, and a local one is asked for',
    args: ['monitor', '--local'],
    alone: true,
    env: { IOTHUB_CONNECTION_STRING: `HostName=h;${POLICY}` },
    code: 'PNP_NO_HUB',
    where: 'IOTHUB_CONNECTION_STRING',
    fix: 'start one with pnp hub',
  },
  {
    title: 'no hub runs on that port',
    args: ['monitor', '--port', '1'],
    code: 'PNP_NO_HUB',
    where: '--port',
    fix: 'port ',
  },
  {
    title: 'a hub runs, and the environment names another',
    args: ['hub', 'device', 'remove', 'dev1'],
    env: { IOTHUB_CONNECTION_STRING: `HostName=myhub.azure-devices.net;${POLICY}` },
    code: 'PNP_WHICH_HUB',
    where: 'IOTHUB_CONNECTION_STRING',
    fix: '--local',
  },
  {
    title: "a device's connection string",
    args: ['twin', 'get', 'dev1'],
    alone: true,
    env: { IOTHUB_CONNECTION_STRING: `HostName=h;DeviceId=d;SharedAccessKey=${KEY}` },
    code: 'PNP_SERVICE_CONNECTION_STRING',
    where: 'IOTHUB_CONNECTION_STRING',
    fix: 'iothubowner',
  },
  {
    title: 'a connection string cut at its ;',
    args: ['twin', 'get', 'dev1', '--connection-string', 'HostName=h'],
    code: 'PNP_SERVICE_CONNECTION_STRING',
    where: '--connection-string',
    fix: 'SharedAccessKeyName=',
  },
  {
    title: 'a hub that does not answer',
    args: ['twin', 'get', 'dev1', '--connection-string', `HostName=localhost:1;${POLICY}`],
    code: 'PNP_SERVICE_UNREACHABLE',
    where: 'localhost:1',
    fix: 'start the hub',
  },
  {
    title: 'a file of an authority that is not there',
    args: ['twin', 'get', 'dev1', '--ca', 'nowhere.pem'],
    code: 'PNP_BAD_OPTION',
    where: '--ca',
    fix: 'PEM',
  },
  {
    title: 'an authority of somebody else',
    args: ['twin', 'get', 'dev1', '--ca', '/dev/null'],
    code: 'PNP_SERVICE_UNTRUSTED',
    where: 'localhost:%PORT%',
    fix: '--ca',
  },
  {
    title: 'a key of another hub',
    args: ['twin', 'get', 'dev1', '--connection-string', `HostName=localhost:%PORT%;${POLICY}`],
    code: 'PNP_SERVICE_UNAUTHORIZED',
    where: 'device dev1',
    fix: 'copy the connection string again',
  },
  {
    title: 'an unknown device: its twin',
    args: ['twin', 'get', 'nobody'],
    code: 'PNP_SERVICE_DEVICE_UNKNOWN',
    where: 'device nobody',
    fix: 'add it first',
  },
  {
    title: 'an unknown device: a message for it',
    args: ['send', 'nobody', 'hello'],
    code: 'PNP_SERVICE_DEVICE_UNKNOWN',
    where: 'device nobody',
    fix: 'add it first',
  },
  {
    title: 'an unknown device: its telemetry',
    args: ['monitor', 'nobody'],
    code: 'PNP_SERVICE_DEVICE_UNKNOWN',
    where: 'device nobody',
    fix: 'add it first',
  },
  {
    title: 'an unknown module',
    args: ['hub', 'device', 'show', 'device1', '--module', 'm'],
    code: 'PNP_SERVICE_DEVICE_UNKNOWN',
    where: 'module device1/m',
    fix: 'add it first',
  },
  {
    title: 'a device there is already',
    args: ['hub', 'device', 'add', 'device1'],
    code: 'PNP_SERVICE_DEVICE_EXISTS',
    where: 'device device1',
    fix: 'another id',
  },
  {
    title: 'a name no device can have',
    args: ['hub', 'device', 'add', 'my device'],
    code: 'PNP_SERVICE_ARGUMENT',
    where: 'localhost:%PORT%',
    fix: 'dev1/mod1',
  },
  {
    title: 'a device that is away',
    args: ['invoke', 'device1', 'reboot'],
    code: 'PNP_SERVICE_DEVICE_OFFLINE',
    where: 'device device1',
    fix: '--connect-timeout',
  },
  {
    title: 'a timeout no hub takes',
    args: ['invoke', 'device1', 'reboot', '--timeout', '1s'],
    code: 'PNP_SERVICE_ARGUMENT',
    where: 'timeoutMs',
    fix: '5000',
  },
  {
    title: 'a payload that is no JSON',
    args: ['invoke', 'device1', 'reboot', '{"delay":}'],
    code: 'PNP_BAD_JSON',
    where: 'the payload',
    fix: 'single quotes',
  },
  {
    title: 'a value that is no JSON',
    args: ['twin', 'set', 'device1', 'thermostat1.target=[1,'],
    code: 'PNP_BAD_JSON',
    where: 'thermostat1.target',
    fix: 'single quotes',
  },
  {
    title: 'a change that is none',
    args: ['twin', 'set', 'device1', 'targetTemperature'],
    code: 'PNP_BAD_OPTION',
    where: 'the change',
    fix: 'path=value',
  },
  {
    title: 'a change that breaks a rule of twins',
    args: ['twin', 'set', 'device1', '{"a b":1}'],
    code: 'PNP_SERVICE_REFUSED',
    where: 'device device1',
    fix: 'correct',
  },
  {
    title: 'two ways to prove oneself',
    args: ['hub', 'device', 'add', 'dev2', '--x509-ca', '--primary-key', KEY],
    code: 'PNP_BAD_OPTION',
    where: '--x509-thumbprint',
    fix: 'leave out all but one',
  },
  {
    title: 'a property that is none',
    args: ['send', 'device1', 'x', '--property', 'color'],
    code: 'PNP_BAD_OPTION',
    where: '--property',
    fix: 'name=value',
  },
  {
    title: 'a starting point that is none',
    args: ['monitor', '--from', 'yesterday'],
    code: 'PNP_BAD_OPTION',
    where: '--from',
    fix: 'earliest',
  },
  {
    title: 'a message nobody takes in time',
    args: ['send', 'device1', 'x', '--wait', '--timeout', '500ms'],
    code: 'PNP_NO_FEEDBACK',
    where: '--wait',
    fix: '--timeout',
  },
  {
    title: 'a fault of a hub that is none of this machine',
    args: ['hub', 'fault', 'list', '--connection-string', `HostName=h;${POLICY}`],
    code: 'PNP_NO_HUB',
    where: '--connection-string',
    fix: '--local',
  },
  {
    title: 'a fault of an unknown device',
    args: ['hub', 'fault', 'add', 'disconnect', 'target=nobody'],
    code: 'PNP_SERVICE_DEVICE_UNKNOWN',
    where: 'device nobody',
    fix: 'add it first',
  },
  {
    title: 'faults of an unknown device taken back',
    args: ['hub', 'fault', 'clear', 'nobody'],
    code: 'PNP_SERVICE_DEVICE_UNKNOWN',
    where: 'device nobody',
    fix: 'add it first',
  },
  {
    title: 'a fault with a typo',
    args: ['hub', 'fault', 'add', 'disconect', 'target=device1'],
    code: 'PNP_BAD_OPTION',
    where: 'fault disconect',
    fix: 'did you mean disconnect?',
  },
  {
    title: 'a field of a fault with a typo',
    args: ['hub', 'fault', 'add', 'refuse-connects', 'secnds=1'],
    code: 'PNP_BAD_OPTION',
    where: 'fault refuse-connects',
    fix: 'did you mean seconds?',
  },
  {
    title: 'a field of a fault with a value there is not',
    args: ['hub', 'fault', 'add', 'refuse-connects', 'seconds=long'],
    code: 'PNP_SERVICE_REFUSED',
    where: 'fault refuse-connects',
    fix: 'correct',
  },
  {
    title: 'a key of a device that is none',
    args: ['hub', 'device', 'add', 'dev2', '--primary-key', 'c2hvcnQ='],
    code: 'PNP_BAD_OPTION',
    where: '--primary-key',
    fix: 'base64 of 16 to 64 bytes',
  },
  {
    title: 'a key of an enrolment that is none',
    args: ['hub', 'enrolment', 'add', 'dev2', '--primary-key', 'secret'],
    code: 'PNP_BAD_OPTION',
    where: '--primary-key',
    fix: 'base64 of 16 to 64 bytes',
  },
  {
    title: 'a thumbprint that is none',
    args: ['hub', 'device', 'add', 'dev2', '--x509-thumbprint', 'AB:CD'],
    code: 'PNP_BAD_OPTION',
    where: '--x509-thumbprint',
    fix: '40 or 64 hex digits',
  },
  {
    title: 'a program that is none',
    args: ['hub', 'run', '--', 'no-such-program'],
    code: 'PNP_CANNOT_RUN',
    where: 'command line',
    fix: 'pnp hub run -- node app.js',
    exitCode: 127,
  },
  {
    title: 'a program that is no program',
    args: ['hub', 'run', '--', './plant.ts'],
    code: 'PNP_CANNOT_RUN',
    where: 'command line',
    fix: 'pnp hub run -- node app.js',
    exitCode: 126,
  },
  {
    title: 'no program',
    args: ['hub', 'run'],
    code: 'PNP_BAD_OPTION',
    where: 'command line',
    fix: '--help',
  },
  {
    title: 'an unknown command below hub',
    args: ['hub', 'devise', 'list'],
    code: 'PNP_BAD_OPTION',
    where: 'command line',
    fix: 'did you mean device?',
  },
  {
    title: 'the beginning of a command below hub',
    args: ['hub', 'dev'],
    code: 'PNP_BAD_OPTION',
    where: 'command line',
    fix: 'did you mean device?',
  },
  {
    title: 'a command below hub that is like none',
    args: ['hub', 'xxxxxxxx'],
    code: 'PNP_BAD_OPTION',
    where: 'command line',
    fix: 'run, device, enrolment, fault',
  },
  {
    title: 'an unknown command below hub device',
    args: ['hub', 'device', 'lst'],
    code: 'PNP_BAD_OPTION',
    where: 'command line',
    fix: 'did you mean list?',
  },
  {
    title: 'an authority whose file is not there',
    args: ['hub', '--authority', 'nowhere.pem', '--port', '0'],
    code: 'PNP_BAD_OPTION',
    where: '--authority',
    fix: 'PEM',
  },
  {
    title: 'an authority that is no certificate',
    args: ['hub', 'run', '--authority', 'sample-device.cjs', '--', 'node', '--version'],
    code: 'PNP_HUB_CERTIFICATE_INVALID',
    where: '--authority sample-device.cjs',
    fix: 'PEM',
  },
  {
    title: 'an address of another machine',
    args: ['hub', '--host', '203.0.113.1', '--port', '0'],
    code: 'PNP_HUB_ADDRESS_UNAVAILABLE',
    where: 'the embedded hub',
    fix: '127.0.0.1',
  },
];

let own: User;
let alone: User;
let hub: RunningHub;
beforeAll(async () => {
  own = user();
  alone = user();
  hub = await hubOf(own);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  own[Symbol.dispose]();
  alone[Symbol.dispose]();
});

describe('fails with one page and its exit code:', () => {
  it.each(FAULTS)('$title', async (fault) => {
    const fill = (text: string) => text.replace('%PORT%', String(hub.facts.port));
    const { env } = fault.alone === true ? alone : own;
    const { code, stdout, stderr } = await pnp(fault.args.map(fill), {
      env: { ...env, ...fault.env },
    });
    expect(stdout).toBe('');
    expect(stderr).toContain(`error ${fault.code}\n`);
    expect(/^ {2}where {2}(.*)$/m.exec(stderr)?.[1]).toBe(fill(fault.where));
    expect(stderr.slice(stderr.indexOf('  fix    '))).toContain(fault.fix);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(stderr).not.toContain(KEY);
    expect(stderr.split('\n').length).toBeLessThan(12);
    expect(code).toBe(fault.exitCode ?? 1);
  });

  it('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await pnp(['hub', '--port', String(port)], alone);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toContain('error PNP_HUB_PORT_TAKEN\n');
    expect(stderr).toContain('--port 0 for any free one');
  });
});

it('Ctrl-C while a device is waited for ends at once with 130, and with no page', async () => {
  const env = { ...own.env, NO_COLOR: '1' };
  const waiting = new Pnp(['send', 'device1', 'x', '--wait'], { env, terminal: true });
  await expect.poll(() => waiting.stderr, { timeout: 20_000 }).toContain('waiting for the device');
  waiting.process.kill('SIGINT');
  const { code, stderr } = await waiting.ended();
  expect(stderr).toMatch(/^sent \S+, waiting for the device\n$/);
  expect(code).toBe(130);
});
