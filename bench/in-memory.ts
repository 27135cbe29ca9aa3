// What the runtime itself costs: a decorated assignment until its message is encoded and handed to the link, and a desired value
// until its acknowledgement is at the hub. No network.
import { Interface, startSession, Telemetry, Writable } from '@iotpnp/core';
import { MemoryDevice } from '@iotpnp/testkit';
import { slice, spread, turnOver, type Cost } from './slices.js';

const SLICES = 20;
const OPERATIONS = 10_000;

@Interface('dtmi:com:example:Bench;1')
class Bench {
  @Telemetry('double') temperature = 0;
  @Writable('double') target = 0;
}

const hub = new MemoryDevice();
const { transport, provisioning } = hub;
const app = new Bench();
await using session = await startSession(app, { transport, provisioning });

/** Each in a turn of its own. */
async function assignments(): Promise<void> {
  hub.telemetry.length = 0;
  for (let at = 0; at < OPERATIONS; at++) {
    app.temperature = at + 0.5;
    await turnOver;
  }
  await session.flush();
  if (hub.telemetry.length !== OPERATIONS) throw new Error(`${hub.telemetry.length} arrived`);
}

/** One after the other, each acknowledged before the next. */
async function desires(): Promise<void> {
  hub.reports.length = 0;
  for (let at = 0; at < OPERATIONS; at++) {
    const acknowledged = new Promise<void>((resolve) => {
      hub.judge = () => resolve();
    });
    hub.desire({ target: at + 0.5 });
    await acknowledged;
  }
  await session.flush();
  if (hub.reports.length !== OPERATIONS) throw new Error(`${hub.reports.length} arrived`);
}

async function measure(what: string, run: () => Promise<void>): Promise<void> {
  await slice(OPERATIONS, run); // warm
  await slice(OPERATIONS, run);
  const costs: Cost[] = [];
  for (let at = 0; at < SLICES; at++) costs.push(await slice(OPERATIONS, run));
  const wall = spread(costs.map(({ wallUs }) => wallUs));
  const cpu = spread(costs.map(({ cpuUs }) => cpuUs));
  console.log(`${what}: ${wall} us wall, ${cpu} us CPU; ${SLICES} slices of ${OPERATIONS}`);
}

await measure('decorated assignment -> encoded message', assignments);
await measure('desired -> ack', desires);
