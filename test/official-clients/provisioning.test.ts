import { once } from 'node:events';
import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import { Message } from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAuthority, makeDevice } from '../support/device-certificates.js';
import { connect, register, type Credentials } from '../support/provisioning-client.js';

const MODEL_ID = 'dtmi:com:example:Thermostat;1';

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  hub.dps.faults.pace({ retryAfterSeconds: 0 });
  events = hub.events();
});
afterEach(() => hub.close());

/** The next event of a type. */
async function next<T extends HubEvent['type']>(type: T): Promise<Extract<HubEvent, { type: T }>> {
  for await (const event of events) {
    if (event.type === type) return event as Extract<HubEvent, { type: T }>;
  }
  throw new Error(`no ${type}`);
}

/** Registers, connects with what came out, and sends telemetry that arrives at the hub. */
async function provisioned(registrationId: string, credentials: Credentials): Promise<string> {
  const result = await register(hub, { registrationId, credentials });
  expect(result).toMatchObject({ status: 'assigned', substatus: 'initialAssignment' });
  await using device = await connect(hub.ca, result, credentials);
  await device.client.sendEvent(new Message('{"temperature":21}'));
  const { telemetry, deviceId } = await next('telemetry');
  expect(telemetry.raw.toString()).toBe('{"temperature":21}');
  return deviceId;
}

describe('a device with a symmetric key', () => {
  it('registers by its own enrolment, with either key, and connects to its hub with it', async () => {
    const { attestation } = await hub.dps.addEnrolment('dev1', { deviceId: 'pump' });
    if (attestation.type !== 'symmetricKey') throw new Error('no keys');
    expect(await provisioned('dev1', { symmetricKey: attestation.primaryKey })).toBe('pump');
    const again = { symmetricKey: attestation.secondaryKey };
    const result = await register(hub, { registrationId: 'dev1', credentials: again });
    expect(result.substatus).toBe('reprovisionedToInitialAssignment');
    await using _device = await connect(hub.ca, result, again);
  });

  it('registers by the group there always is, with a key derived from its', async () => {
    const symmetricKey = hub.dps.deviceKey('default', 'dev2');
    expect(await provisioned('dev2', { symmetricKey })).toBe('dev2');
  });
});
