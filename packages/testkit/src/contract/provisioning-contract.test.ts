import { createHmac } from 'node:crypto';
import {
  ConnectionError,
  registrationPayload,
  type DeviceIdentity,
  type JsonObject,
  type ProvisioningPlugin,
  type ProvisionRequest,
} from '@iotpnp/core';
import { expect, it } from 'vitest';
import { FakeClock, settled } from '../fake-clock.js';
import type { OpenContractProvisioning } from './contract-provisioning.js';
import { PROVISIONING_TESTS, provisioningContract } from './provisioning-contract.js';

const KEY = 'c2VjcmV0IG9mIHRoZSBkZXZpY2U=';
const SUPPORTS = { service: true, cache: true };

type Answer = { readonly hub: string } | { readonly refused: true };

/** A service in this process, and a plugin that asks it: what a plugin for DPS does, without DPS. What it does can be changed. */
class Exchange {
  readonly registrations: (JsonObject | undefined)[] = [];
  readonly expected = { hub: 'contoso.azure-devices.net', deviceId: 'dev1' };
  answer: () => Promise<Answer> = async () => ({ hub: this.expected.hub });
  payload: (modelId: string) => JsonObject | undefined = registrationPayload;
  remembers = (reason: string): boolean => reason === 'start';
  sign = async (text: string): Promise<string> => hmac(text);
  deviceId = (): string => this.expected.deviceId;
  dispose: () => unknown = () => {};
  said = 'assigned';
  deaf = false;
  asked = 0;
  disposals = 0;
  refusal: Error = new ConnectionError('PNP_TEST_REFUSED', 'refused', { retry: 'refused' });
  loss: Error = new ConnectionError('PNP_TEST_LOST', 'gone', { retry: 'backoff' });

  async identityOf(request: ProvisionRequest): Promise<DeviceIdentity> {
    const { state, reason, signal, log, modelId } = request;
    this.asked += 1;
    signal.throwIfAborted();
    const known = this.remembers(reason) ? await state.get('hub') : undefined;
    const hub = typeof known === 'string' ? known : await this.register(modelId, signal);
    await state.set('hub', hub);
    log.info(this.said, { hub });
    return { hub, deviceId: this.deviceId(), auth: { kind: 'sas', sign: this.sign } };
  }

  async register(modelId: string, signal: AbortSignal): Promise<string> {
    this.registrations.push(this.payload(modelId));
    const answers = [this.answer(), ...(this.deaf ? [] : [aborted(signal)])];
    const answer = await Promise.race(answers);
    if ('hub' in answer) return answer.hub;
    throw this.refusal;
  }
}

function fail(): never {
  throw new Error('disposed already');
}

function hmac(text: string): string {
  return createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64');
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function openOf(make: () => Exchange): OpenContractProvisioning {
  return async () => {
    const exchange = make();
    const plugin: ProvisioningPlugin = {
      kind: 'provisioning',
      name: 'exchange',
      apiVersion: 1,
      provision: (request) => exchange.identityOf(request),
      [Symbol.asyncDispose]: async () => void exchange.dispose(),
    };
    const { expected, registrations } = exchange;
    return {
      plugin,
      expected,
      key: KEY,
      secrets: [KEY],
      patienceMs: 50,
      clock: new FakeClock(),
      turn: settled,
      service: {
        registrations,
        refuse() {
          exchange.answer = async () => ({ refused: true });
        },
        vanish() {
          exchange.answer = () => Promise.reject(exchange.loss);
        },
        fallSilent() {
          exchange.answer = () => new Promise(() => {});
        },
      },
      async [Symbol.asyncDispose]() {},
    };
  };
}

/** What the contract says of a plugin: the names of the tests that fail. */
async function failures(make: () => Exchange): Promise<string[]> {
  const declared: [name: string, run: () => Promise<void>][] = [];
  const test = (name: string, run: () => Promise<void>) => void declared.push([name, run]);
  provisioningContract({ test, supports: SUPPORTS, open: openOf(make) });
  const failed: string[] = [];
  for (const [name, run] of declared) await run().catch(() => failed.push(name));
  return failed;
}

it('finds nothing wrong with a plugin that asks a service and remembers its answer', async () => {
  expect(await failures(() => new Exchange())).toEqual([]);
});

/** A plugin of which one thing is wrong. */
function faulty(change: (exchange: Exchange) => void): () => Exchange {
  return () => {
    const exchange = new Exchange();
    change(exchange);
    return exchange;
  };
}

const FAULTS: [failed: string, change: (exchange: Exchange) => void][] = [
  [
    'says who the device is and where its hub is',
    (exchange) => (exchange.answer = async () => ({ hub: 'https://contoso.azure-devices.net/' })),
  ],
  ['gives credentials that are whole', (exchange) => (exchange.sign = async () => 'bm9uZQ==')],
  [
    'gives the same device to each session that asks',
    (exchange) => (exchange.deviceId = () => (exchange.asked === 1 ? 'dev1' : 'dev2')),
  ],
  [
    'shows no secret, in the log or in what it gives',
    (exchange) => (exchange.said = `assigned with ${KEY}`),
  ],
  [
    'a plugin can be disposed twice, and its identities stay good',
    (exchange) => (exchange.dispose = () => exchange.disposals++ > 0 && fail()),
  ],
  [
    'A2 registers with the model id as the payload',
    (exchange) => (exchange.payload = () => undefined),
  ],
  [
    'a device that the service refuses is told apart, to be tried after a long while',
    (exchange) => (exchange.refusal = new Error('refused')),
  ],
  [
    'a service that cannot be reached is told apart, to be tried again soon',
    (exchange) => (exchange.loss = new Error('getaddrinfo ENOTFOUND')),
  ],
  [
    'an attempt that is aborted rejects, also when the service says nothing',
    (exchange) => (exchange.deaf = true),
  ],
  [
    'what it was told is remembered, until it is to provision again',
    (exchange) => (exchange.remembers = () => true),
  ],
  [
    'what it was told is remembered, until it is to provision again',
    (exchange) => (exchange.remembers = () => false),
  ],
];

it.each(FAULTS)('finds a fault in: %s', async (failed, change) => {
  const found = await failures(faulty(change));
  expect(found.map((name) => name.replace('provisioning: ', ''))).toContain(failed);
});

it('knows a fault for each of its tests', () => {
  const tested = new Set(FAULTS.map(([failed]) => failed));
  const names = PROVISIONING_TESTS.map(({ name }) => name.replace('provisioning: ', ''));
  expect([...tested]).toEqual(expect.arrayContaining(names));
});

it('leaves out what a plugin does not do', () => {
  const skipped: string[] = [];
  const declared: string[] = [];
  const test = Object.assign((name: string) => void declared.push(name), {
    skip: (name: string) => void skipped.push(name),
  });
  const open = openOf(() => new Exchange());
  provisioningContract({ test, supports: { service: false, cache: false }, open });
  expect(declared).toHaveLength(PROVISIONING_TESTS.filter(({ needs }) => !needs.length).length);
  expect([...declared, ...skipped].toSorted()).toEqual(
    PROVISIONING_TESTS.map(({ name }) => name).toSorted(),
  );
});
