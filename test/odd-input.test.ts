import { azureTransport } from '@iotpnp/azure';
import { startSession, type Session } from '@iotpnp/core';
import type { MqttBase } from 'azure-iot-mqtt-base';
import { expect, it } from 'vitest';
import { memoryLog, type LogLine } from '@iotpnp/testkit';
import { Thermostat } from '../packages/core/test/devices.js';
import { watchRejections } from '../packages/core/test/rejections.js';
import { DEVICE, next, onHub } from './support/on-hub.js';

/** Hands Microsoft's client a message as if it had just come off its socket. */
function receive(session: Session, topic: string, body: string): void {
  const client = session.native as { _transport: { _mqtt: MqttBase } };
  client._transport._mqtt.emit('message', topic, Buffer.from(body));
}

const desired = '$iothub/twin/PATCH/properties/desired/?$version=9';

it.each([
  ['cut JSON', '{"limit":'],
  ['nothing', ''],
  ['null', 'null'],
  ['an array', '[1]'],
  ['a text', '"x"'],
])(
  'a desired patch that is %s makes the twin be read again, and the device goes on',
  async (_, body) => {
    const rejections = watchRejections();
    const app = new Thermostat();
    await using on = await onHub(app);
    await on.session.flush();
    receive(on.session, desired, body);
    await on.session.flush();
    expect(on.session.state).toBe('ready');
    const version = on.hub.desire(DEVICE, { limit: 5 });
    await next(on.events, 'reported'); // the first report, of all properties
    expect((await next(on.events, 'reported')).patch).toMatchObject({
      limit: { value: 5, av: version },
    });
    expect(rejections).toEqual([]);
  },
);

it('a method whose name cannot be read is answered, and the device goes on', async () => {
  const rejections = watchRejections();
  await using on = await onHub(new Thermostat());
  receive(on.session, '$iothub/methods/POST/100%/?$rid=9', '{}');
  expect(await on.hub.invoke(DEVICE, 'fail', 'not')).toEqual({ status: 200, payload: null });
  expect(rejections).toEqual([]);
});

it('a token may live for weeks: longer than a timer can hold', async () => {
  const transport = azureTransport({ tokenValidForSeconds: 30 * 86_400 });
  await using on = await onHub(new Thermostat(), { transport });
  const connected = await next(on.events, 'connected');
  expect(Number(connected.tokenExpiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
});

it('a key that cannot sign is told as that, not as a hub that cannot be reached', async () => {
  const lines: LogLine[] = [];
  const controller = new AbortController();
  const starting = startSession(new Thermostat(), {
    transport: azureTransport(),
    provisioning: {
      kind: 'provisioning',
      name: 'hsm',
      apiVersion: 1,
      provision: async () => ({
        hub: 'localhost:1',
        deviceId: DEVICE,
        auth: {
          kind: 'sas',
          sign: async () => {
            throw new Error('the module is locked');
          },
        },
      }),
    },
    log: memoryLog(lines),
    signal: controller.signal,
  });
  const ended = expect(starting).rejects.toMatchObject({ code: 'PNP_SESSION_CLOSED' });
  await expect
    .poll(() => lines.find(({ level }) => level === 'warn'))
    .toMatchObject({
      fields: { code: 'PNP_SIGNING_FAILED', error: expect.stringMatching(/module is locked/) },
    });
  controller.abort();
  await ended;
});

it('options that do not fit are coded errors, all of them', () => {
  const wrong = { tokenValidForSeconds: 5, tokenRenewBeforeSeconds: 'x', other: 1 };
  expect(() => azureTransport(wrong as never)).toThrow(
    expect.objectContaining({
      code: 'PNP_AZURE_BAD_OPTION',
      problems: expect.objectContaining({ length: 3 }),
    }),
  );
});
