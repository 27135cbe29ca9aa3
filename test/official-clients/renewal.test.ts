import device from 'azure-iot-device';
import mqtt from 'azure-iot-device-mqtt';
import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import { expect, it } from 'vitest';

const CYCLES = 4;
/** Tokens live for whole seconds: these are renewed after one. */
const VALID_SECONDS = 3;
const MARGIN_SECONDS = 2;

interface Listening extends AsyncDisposable {
  /** What has come to the device or module, in order. */
  readonly came: string[];
}

/** Microsoft's client with a short token, listening to all that can come. */
async function listen(hub: Hub, target: string): Promise<Listening> {
  const provider = device.SharedAccessKeyAuthenticationProvider.fromConnectionString(
    hub.connectionString(target),
    VALID_SECONDS,
    MARGIN_SECONDS,
  );
  const came: string[] = [];
  const client = target.includes('/') ? await moduleClient() : await deviceClient();
  const twin = await client.getTwin();
  twin.on('properties.desired', (desired: { n?: number }) => {
    if (desired.n !== undefined) came.push(`desired ${desired.n}`);
  });
  return {
    came,
    async [Symbol.asyncDispose]() {
      client.removeAllListeners();
      await client.close();
      provider.stop();
    },
  };

  /** Listening comes after opening: it would connect by itself, before it knows the authority. */
  async function deviceClient() {
    const made = device.Client.fromAuthenticationProvider(provider, mqtt.Mqtt);
    await made.setOptions({ ca: hub.ca });
    await made.open();
    made.onDeviceMethod('ask', answer);
    made.on('message', (message) => {
      came.push(`message ${message.getData().toString()}`);
      void made.complete(message);
    });
    return made;
  }

  async function moduleClient() {
    const made = device.ModuleClient.fromAuthenticationProvider(provider, mqtt.Mqtt);
    await made.setOptions({ ca: hub.ca });
    await made.open();
    made.onMethod('ask', (request, response) => {
      if (request && response) answer(request, response);
    });
    made.on('inputMessage', (input: string, message) => {
      came.push(`${input} ${message.getData().toString()}`);
      void made.complete(message);
    });
    return made;
  }

  function answer(request: device.DeviceMethodRequest, response: device.DeviceMethodResponse) {
    came.push(`method ${String(request.payload)}`);
    void response.send(200, request.payload);
  }
}

async function until(
  events: AsyncIterator<HubEvent>,
  type: HubEvent['type'],
  seen: HubEvent[],
): Promise<void> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error(`no ${type}`);
    seen.push(value);
    if (value.type === type) return;
  }
}

it.concurrent.each([
  ['device', 'dev1', 'message'],
  ['module', 'dev1/mod1', 'in1'],
])(
  'a %s gets methods, desired changes and messages after each of four renewals, without subscribing again',
  async (_, target, sort) => {
    await using hub = await startHub({ port: 0 });
    await hub.addDevice('dev1');
    if (target !== 'dev1') await hub.addModule(target);
    const events = hub.events();
    const before: HubEvent[] = [];
    await using listening = await listen(hub, target);
    const kinds = ['methods', 'desired', sort === 'message' ? 'cloud-messages' : 'inputs'];
    const missing = new Set(kinds);
    while (missing.size > 0) {
      await until(events, 'subscribed', before);
      const last = before.at(-1);
      if (last?.type === 'subscribed') missing.delete(last.to);
    }
    const seen: HubEvent[] = [];
    const expected: string[] = [];
    for (let n = 1; n <= CYCLES; n += 1) {
      await until(events, 'connected', seen);
      expect(seen.at(-1)).toMatchObject({ sessionPresent: true });
      expect(await hub.invoke(target, 'ask', n)).toEqual({ status: 200, payload: n });
      hub.desire(target, { n });
      if (sort === 'message') hub.sendToDevice(target, String(n));
      else hub.sendToInput(target, sort, String(n));
      await until(events, 'message-completed', seen);
      expected.push(`method ${n}`, `desired ${n}`, `${sort} ${n}`);
      expect(listening.came).toEqual(expected); // the message was the last of them
    }
    expect(seen.filter(({ type }) => type === 'subscribed')).toEqual([]);
    const renewals = seen.filter(({ type }) => type === 'connected');
    expect(renewals.length).toBeGreaterThanOrEqual(CYCLES);
  },
);
