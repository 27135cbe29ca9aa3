import { azureTransport, dpsProvisioning } from '@iotpnp/azure';
import { memoryStateStore, startSession } from '@iotpnp/core';
import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import { FakeClock, memoryLog, type LogLine } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import { Thermostat } from '../../packages/core/test/devices.js';

/** Lets the session's clock run from one of its tries to the next, and never while one is under way, until the device is there. */
async function arrives(hub: Hub, clock: FakeClock, lines: LogLine[]): Promise<void> {
  await expect
    .poll(
      async () => {
        for (const { fields } of lines.splice(0)) {
          const { retryInMs } = (fields ?? {}) as { readonly retryInMs?: number };
          if (retryInMs !== undefined) await clock.advance(retryInMs);
        }
        return isThere(hub);
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBe(true);
}

function isThere(hub: Hub): boolean {
  try {
    const { connectionState, reported } = hub.twin('dev1');
    return connectionState === 'connected' && 'limit' in reported;
  } catch {
    return false; // not assigned to it yet
  }
}

it('a device that is moved to another hub and back follows, and reports its state anew each time', async () => {
  const clock = new FakeClock(Date.now());
  await using a = await startHub({ port: 0, clock });
  await using b = await startHub({ port: 0, clock });
  const seen: string[] = [];
  const watch = (name: string, events: AsyncIterable<HubEvent>) =>
    void (async () => {
      for await (const { type } of events) if (type === 'connected') seen.push(name);
    })();
  watch('a', a.events());
  watch('b', b.events());
  a.dps.linkHub(b);
  const { attestation } = await a.dps.addEnrolment('dev1', { iotHubHostName: a.hostName });
  if (attestation.type !== 'symmetricKey') throw new Error('not by a key');
  const app = new Thermostat();
  const lines: LogLine[] = [];
  await using session = await startSession(app, {
    transport: azureTransport({ keepAliveSeconds: 1_767 }),
    provisioning: dpsProvisioning({
      endpoint: a.dps.endpoint,
      idScope: a.dps.idScope,
      registrationId: 'dev1',
      symmetricKey: attestation.primaryKey,
      ca: [a.ca, b.ca].join('\n'),
    }),
    state: memoryStateStore(),
    clock,
    log: memoryLog(lines),
    random: () => 0,
  });
  app.limit = 7;
  await arrives(a, clock, lines);

  await a.dps.addEnrolment('dev1', { iotHubHostName: b.hostName });
  await a.removeDevice('dev1');
  await arrives(b, clock, lines);
  expect(b.twin('dev1').reported['limit']).toMatchObject({ value: 7 });
  expect(session.identity?.hub).toBe(b.hostName);

  await a.dps.addEnrolment('dev1', { iotHubHostName: a.hostName });
  await b.removeDevice('dev1');
  await arrives(a, clock, lines);
  expect(a.twin('dev1').reported['limit']).toMatchObject({ value: 7 });
  expect(session.identity?.hub).toBe(a.hostName);
  expect(seen).toEqual(['a', 'b', 'a']);
});
