// Telemetry of one component over Microsoft's SDK and TLS: a decorated assignment against the same message by hand-written SDK
// code, slice by slice in one process. What is compared is the processor time of this process; the hub has a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { azureTransport, connectionStringProvisioning } from '@iotpnp/azure';
import { Component, Interface, startSession, Telemetry } from '@iotpnp/core';
import device from 'azure-iot-device'; // CommonJS: Node sees no named exports

import { Mqtt } from 'azure-iot-device-mqtt';
import { slice, spread, turnOver } from './slices.js';

const { Client, Message } = device;
const PAIRS = 30;
const MESSAGES = 6_400;
/** Messages under way at once, on either side. */
const WINDOW = 64;

@Interface('dtmi:com:example:Sensor;1')
class Sensor {
  @Telemetry('double') temperature = 0;
}

@Interface('dtmi:com:example:Bench;1')
class Bench {
  @Component(Sensor) sensor = new Sensor();
}

const child = spawn(
  process.execPath,
  [path.join(import.meta.dirname, 'hub-process.mjs'), 'ours', 'theirs'],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);
const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
const { ca, devices } = JSON.parse(line) as { ca: string; devices: [string, string] };

const app = new Bench();
const session = await startSession(app, {
  transport: azureTransport(),
  provisioning: connectionStringProvisioning({ connectionString: devices[0], ca }),
});

const client = Client.fromConnectionString(devices[1], Mqtt);
await client.setOptions({ ca, modelId: 'dtmi:com:example:Bench;1' });
await client.open();

async function ours(): Promise<void> {
  for (let at = 0; at < MESSAGES; at++) {
    app.sensor.temperature = at + 0.5;
    if (at % WINDOW === WINDOW - 1) await session.flush();
    else await turnOver;
  }
  await session.flush();
}

async function theirs(): Promise<void> {
  let pending: Promise<unknown>[] = [];
  for (let at = 0; at < MESSAGES; at++) {
    const message = new Message(JSON.stringify({ temperature: at + 0.5 }));
    message.contentType = 'application/json';
    message.contentEncoding = 'utf-8';
    message.properties.add('$.sub', 'sensor');
    pending.push(client.sendEvent(message));
    if (pending.length === WINDOW) {
      await Promise.all(pending);
      pending = [];
    } else await turnOver;
  }
  await Promise.all(pending);
}

try {
  for (const run of [ours, theirs, ours, theirs]) await slice(MESSAGES, run); // warm
  const ratios: number[] = [];
  const own: number[] = [];
  const by: number[] = [];
  for (let at = 0; at < PAIRS; at++) {
    const order = at % 2 === 0 ? [ours, theirs] : [theirs, ours];
    const costs = new Map<unknown, number>();
    for (const run of order) costs.set(run, (await slice(MESSAGES, run)).cpuUs);
    own.push(costs.get(ours) as number);
    by.push(costs.get(theirs) as number);
    ratios.push((costs.get(ours) as number) / (costs.get(theirs) as number));
  }
  console.log(`decorated assignment: ${spread(own)} us CPU a message`);
  console.log(`hand-written SDK code: ${spread(by)} us CPU a message`);
  console.log(
    `ratio: ${spread(ratios)}; ${PAIRS} pairs of ${MESSAGES} messages, ${WINDOW} under way`,
  );
} finally {
  await session.close();
  await client.close();
  child.stdin.end();
}
