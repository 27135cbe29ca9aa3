import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runIothub } from '../support/azure-iothub.js';
import { next } from '../support/on-hub.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const SECOND = Buffer.alloc(32, 2).toString('base64');
const THUMBPRINT = 'A'.repeat(40);

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  events = hub.events();
});
afterEach(() => hub.close());

describe("azure-iothub's Registry", () => {
  it('makes a device with keys of its own', async () => {
    const [made, read, again, listed] = await runIothub(
      hub,
      `
      print(await attempt(() => registry.create({ deviceId: 'dev1' })));
      print(await attempt(() => registry.get('dev1')));
      print(await attempt(() => registry.create({ deviceId: 'dev1' })));
      print(await attempt(() => registry.list()));
      `,
    );
    expect(made).toMatchObject({
      ok: {
        deviceId: 'dev1',
        status: 'enabled',
        connectionState: 'Disconnected',
        cloudToDeviceMessageCount: 0,
        generationId: expect.stringMatching(/^\d{18}$/),
        etag: expect.stringMatching(/^.{12}$/),
        authentication: { type: 'sas' },
        capabilities: { iotEdge: false },
      },
    });
    expect(read).toEqual(made);
    expect(again).toMatchObject({ error: 'DeviceAlreadyExistsError', status: 409 });
    expect(listed).toMatchObject({ ok: [{ deviceId: 'dev1' }] });
    const { ok } = made as { ok: { authentication: { symmetricKey: { primaryKey: string } } } };
    const key = ok.authentication.symmetricKey.primaryKey;
    expect(hub.connectionString('dev1')).toContain(`;SharedAccessKey=${key}`);
  });

  it('takes keys, and thumbprints, and authorities', async () => {
    const answers = await runIothub(
      hub,
      `
      const { key, second, thumbprint } = input;
      const sas = { symmetricKey: { primaryKey: key, secondaryKey: second } };
      const x509 = { x509Thumbprint: { primaryThumbprint: thumbprint } };
      for (const [deviceId, authentication] of Object.entries({
        sas, x509, ca: { type: 'certificateAuthority' },
        bad: { symmetricKey: { primaryKey: 'short', secondaryKey: second } },
      })) {
        const made = await attempt(() => registry.create({ deviceId, authentication }));
        print(made.ok?.authentication ?? made);
      }
      `,
      { input: { key: KEY, second: SECOND, thumbprint: THUMBPRINT } },
    );
    expect(answers).toEqual([
      {
        type: 'sas',
        symmetricKey: { primaryKey: KEY, secondaryKey: SECOND },
        x509Thumbprint: { primaryThumbprint: null, secondaryThumbprint: null },
      },
      {
        type: 'selfSigned',
        symmetricKey: { primaryKey: null, secondaryKey: null },
        x509Thumbprint: { primaryThumbprint: THUMBPRINT, secondaryThumbprint: null },
      },
      expect.objectContaining({ type: 'certificateAuthority' }),
      expect.objectContaining({ error: 'ArgumentError', status: 400 }),
    ]);
    expect(hub.connectionString('sas')).toContain(`SharedAccessKey=${KEY}`);
    expect(hub.connectionString('x509')).toContain('x509=true');
  });

  it('updates and removes, and is told when the entity tag is an old one', async () => {
    await hub.addDevice('dev1', { primaryKey: KEY, secondaryKey: SECOND });
    const answers = await runIothub(
      hub,
      `
      print(await attempt(() => registry.update({ deviceId: 'dev1', status: 'disabled', statusReason: 'stolen' })));
      print(await attempt(() => registry.update({ deviceId: 'dev2' })));
      print(await attempt(() => registry.getTwin('dev2')));
      print(await attempt(() => registry.addModule({ deviceId: 'dev1', moduleId: 'mod1' })));
      print(await attempt(() => registry.updateModule({ deviceId: 'dev1', moduleId: 'mod1', etag: 'old' })));
      print(await attempt(() => registry.delete('dev1')));
      print(await attempt(() => registry.get('dev1')));
      print(await attempt(() => registry.delete('dev1')));
      `,
    );
    const gone = { error: 'DeviceNotFoundError', status: 404 };
    expect(answers).toMatchObject([
      {
        ok: {
          status: 'disabled',
          statusReason: 'stolen',
          authentication: { symmetricKey: { primaryKey: KEY, secondaryKey: SECOND } },
        },
      },
      gone,
      gone,
      { ok: { moduleId: 'mod1' } },
      { error: 'InvalidEtagError', status: 412 },
      { ok: '' },
      gone,
      gone,
    ]);
  });

  it('has modules, those of IoT Edge too', async () => {
    const answers = await runIothub(
      hub,
      `
      print(await attempt(() => registry.create({ deviceId: 'edge', capabilities: { iotEdge: true } })));
      print(await attempt(() => registry.addModule({ deviceId: 'edge', moduleId: 'mod1', managedBy: 'me' })));
      print(await attempt(() => registry.addModule({ deviceId: 'edge', moduleId: 'mod1' })));
      print(await attempt(() => registry.addModule({ deviceId: 'none', moduleId: 'mod1' })));
      const { responseBody: module } = await registry.getModule('edge', 'mod1');
      print(await attempt(() => registry.updateModule({ ...module, managedBy: 'you' })));
      print((await registry.getModulesOnDevice('edge')).responseBody.map(({ moduleId, managedBy }) => [moduleId, managedBy]));
      print(await attempt(() => registry.removeModule('edge', 'mod1')));
      print(await attempt(() => registry.getModule('edge', 'mod1')));
      `,
    );
    expect(answers).toMatchObject([
      { ok: { deviceId: 'edge', capabilities: { iotEdge: true } } },
      {
        ok: {
          deviceId: 'edge',
          moduleId: 'mod1',
          managedBy: 'me',
          authentication: { type: 'sas' },
          connectionState: 'Disconnected',
        },
      },
      { status: 409, body: expect.stringMatching(/ModuleAlreadyExistsOnDevice/) },
      { error: 'DeviceNotFoundError', status: 404 },
      { ok: { managedBy: 'you' } },
      [
        ['$edgeAgent', 'iotEdge'],
        ['$edgeHub', 'iotEdge'],
        ['mod1', 'you'],
      ],
      { ok: '' },
      { status: 404, body: expect.stringMatching(/ErrorCode:ModuleNotFound/) },
    ]);
  });

  it('counts devices', async () => {
    for (const id of ['dev1', 'dev2', 'dev3']) await hub.addDevice(id);
    await hub.addModule('dev1/mod1');
    await hub.setEnabled('dev2', false);
    const answers = await runIothub(
      hub,
      'print(await attempt(() => registry.getRegistryStatistics()));',
    );
    expect(answers).toEqual([
      { ok: { totalDeviceCount: 3, enabledDeviceCount: 2, disabledDeviceCount: 1 } },
    ]);
  });

  it('is refused with a policy that may not, or a key that is none, and seen as an event', async () => {
    const wrongKey = hub.serviceConnectionString.replace(
      /SharedAccessKey=.*/u,
      `SharedAccessKey=${KEY}`,
    );
    const [refused] = await runIothub(hub, "print(await attempt(() => registry.get('dev1')));", {
      connectionString: wrongKey,
    });
    expect(refused).toMatchObject({ error: 'UnauthorizedError', status: 401 });
    expect(await next(events, 'refused')).toMatchObject({ reason: 'signature-mismatch' });
  });

  it('takes ids with every character that is allowed', async () => {
    const id = "a-.%_*?!(),:=@$'";
    const [made, read] = await runIothub(
      hub,
      `
      print((await attempt(() => registry.create({ deviceId: input.id }))).ok?.deviceId);
      print((await attempt(() => registry.getTwin(input.id))).ok?.deviceId);
      `,
      { input: { id } },
    );
    expect([made, read]).toEqual([id, id]);
    expect(hub.twin(id)).toMatchObject({ deviceId: id });
  });
});
