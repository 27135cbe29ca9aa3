import type { Clock } from '@iotpnp/core';
import { ContractBench } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import { Thermostat } from '../../packages/core/test/devices.js';
import { openAzureContractHub } from '../support/azure-contract-hub.js';

const DAY_MS = 86_400_000;

/** The device's own clock, off by so much from the hub's. */
function skewed(clock: Clock, offset: { ms: number }): Clock {
  return { now: () => clock.now() + offset.ms, after: (ms, run) => clock.after(ms, run) };
}

it('reconnect: a clock that is a day slow is a refusal that names it, tried again until the clock is right', async () => {
  await using bench = new ContractBench(await openAzureContractHub({ module: false }));
  const offset = { ms: -DAY_MS };
  const starting = bench.start(new Thermostat(), { clock: skewed(bench.clock, offset) });
  const refusals = () =>
    bench.lines.filter(({ message }) => message === 'the hub refuses this device');
  const retryIn = async (nth: number) => {
    const line = await bench.until('a refusal', () => refusals()[nth]);
    expect(line.fields).toMatchObject({
      code: 'PNP_HUB_REFUSED',
      hint: expect.stringContaining('the clock of this machine is wrong'),
    });
    const { retryInMs } = line.fields as { retryInMs: number };
    expect(retryInMs).toBeGreaterThanOrEqual(60_000);
    expect(retryInMs).toBeLessThanOrEqual(900_000);
    return retryInMs;
  };
  await bench.advance(await retryIn(0));
  const next = await retryIn(1);
  offset.ms = 0;
  await bench.advance(next);
  const session = await starting;
  expect(session.state).toBe('ready');
  await bench.ack('targetTemperature', bench.twin.desire({ targetTemperature: 5 }));
});

it('reconnect: a clock that is a day fast does no harm', async () => {
  await using bench = new ContractBench(await openAzureContractHub({ module: false }));
  const app = new Thermostat();
  const session = await bench.start(app, { clock: skewed(bench.clock, { ms: DAY_MS }) });
  await bench.settled(session);
  bench.hub.cut('socket');
  await bench.away(session);
  await bench.back(session);
  await bench.ack('targetTemperature', bench.twin.desire({ targetTemperature: 5 }));
  app.temperature = 7;
  expect((await bench.nextTelemetry()).body).toEqual({ temperature: 7 });
});
