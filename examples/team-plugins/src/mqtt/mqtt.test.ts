import { Interface, Telemetry } from '@iotpnp/core';
import { ContractBench, transportContract } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import { openAcmeContractHub } from '../test/contract-hub.js';
import { acmeMqtt } from './mqtt.js';

@Interface('dtmi:com:acme:Meter;1')
class Meter {
  @Telemetry('double') level?: number;
}

/** Without `skip`, what the transport does not support is not declared at all. */
const test = (name: string, run: () => Promise<void>) => it(name, run, 20_000);

transportContract({ test, supports: acmeMqtt().supports, open: openAcmeContractHub });

it('says on its topic that it is there, and that it is gone', async () => {
  await using hub = await openAcmeContractHub();
  await using bench = new ContractBench(hub);
  const session = await bench.start(new Meter());
  await session.close();
  await bench.until('its goodbye', () => hub.statuses.length === 2);
  expect(hub.statuses).toEqual([
    { online: true, modelId: 'dtmi:com:acme:Meter;1' },
    { online: false },
  ]);
});

it('answers 400 to a request that it cannot read', async () => {
  await using hub = await openAcmeContractHub();
  await using bench = new ContractBench(hub);
  await bench.start(new Meter());
  await hub.broker.publish('acme/dev1/commands/7', 'no JSON');
  const answered = await bench.until('the answer', () =>
    hub.broker.heard.find(({ topic }) => topic === 'acme/dev1/responses/7'),
  );
  expect(JSON.parse(answered.payload)).toEqual({ status: 400, payload: { message: 'no name' } });
});
