import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import {
  registrationPayload,
  type DeviceIdentity,
  type SasAuth,
  type X509Auth,
} from '@iotpnp/core';
import { assertClassified } from './assert-classified.js';
import { ProvisioningBench } from './provisioning-bench.js';
import type { OpenContractProvisioning, ProvisioningSupport } from './contract-provisioning.js';
import type { DeclareTest } from './transport-contract.js';

export interface ProvisioningContractOptions {
  readonly test: DeclareTest;
  /** What the plugin does: what it does not do is skipped. */
  readonly supports: ProvisioningSupport;
  /** A far side of its own for each test. */
  readonly open: OpenContractProvisioning;
}

/** One thing a provisioning plugin has to get right. */
export interface ProvisioningTest {
  readonly name: string;
  /** It is skipped for a plugin that does not do all of these. */
  readonly needs: readonly (keyof ProvisioningSupport)[];
  readonly run: (bench: ProvisioningBench) => Promise<void>;
}

const TEXT = 'localhost%2Fdevices%2Fdev1\n1767225600';
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** What every provisioning plugin has to get right. */
export const PROVISIONING_TESTS: readonly ProvisioningTest[] = [
  {
    name: 'provisioning: says who the device is and where its hub is',
    needs: [],
    async run(bench) {
      const { auth, ...identity } = await bench.provision();
      assert.deepEqual(defined(identity), defined(bench.far.expected));
      assert.match(
        identity.hub,
        /^[^\s/:]+(:\d+)?$/,
        'a host name, with a port where it needs one',
      );
      assert.ok(auth.kind === 'sas' || auth.kind === 'x509', `unknown credentials`);
    },
  },
  {
    name: 'provisioning: gives credentials that are whole',
    needs: [],
    async run(bench) {
      const { auth } = await bench.provision();
      if (auth.kind === 'sas') await signs(auth, bench.far.key);
      else matches(auth);
    },
  },
  {
    name: 'provisioning: gives the same device to each session that asks',
    needs: [],
    async run(bench) {
      const first = await bench.provision();
      const second = await bench.provision();
      const { auth: _first, ...one } = first;
      const { auth: _second, ...other } = second;
      assert.deepEqual(one, other);
    },
  },
  {
    name: 'provisioning: shows no secret, in the log or in what it gives',
    needs: [],
    async run(bench) {
      const identity = await bench.provision();
      bench.showsNoSecret(inspect(identity, { depth: 9, showHidden: true }));
      bench.showsNoSecret(JSON.stringify(identity));
      bench.showsNoSecret(inspect(bench.far.plugin, { depth: 9, showHidden: true }));
      bench.showsNoSecret(JSON.stringify(bench.lines));
    },
  },
  {
    name: 'provisioning: a plugin can be disposed twice, and its identities stay good',
    needs: [],
    async run(bench) {
      const { plugin, key } = bench.far;
      const { auth } = await bench.provision();
      await plugin[Symbol.asyncDispose]?.();
      await plugin[Symbol.asyncDispose]?.();
      if (auth.kind === 'sas') await signs(auth, key);
    },
  },
  {
    name: 'A2 provisioning: registers with the model id as the payload',
    needs: ['service'],
    async run(bench) {
      await bench.provision();
      assert.deepEqual(bench.service.registrations, [registrationPayload(bench.modelId)]);
    },
  },
  {
    name: 'provisioning: a device that the service refuses is told apart, to be tried after a long while',
    needs: ['service'],
    async run(bench) {
      await bench.service.refuse();
      const refusal = await bench.refusal();
      assertClassified(refusal, ['refused']);
      bench.showsNoSecret(inspect(refusal, { depth: 9 }));
      bench.showsNoSecret(JSON.stringify(bench.lines));
    },
  },
  {
    name: 'provisioning: a service that cannot be reached is told apart, to be tried again soon',
    needs: ['service'],
    async run(bench) {
      await bench.service.vanish();
      const failure = await bench.refusal();
      assertClassified(failure, ['backoff']);
      bench.showsNoSecret(inspect(failure, { depth: 9 }));
      bench.showsNoSecret(JSON.stringify(bench.lines));
    },
  },
  {
    name: 'provisioning: an attempt that is aborted rejects, also when the service says nothing',
    needs: ['service'],
    async run(bench) {
      const over = new Error('the test is over');
      await bench.refusal({ signal: AbortSignal.abort(over) });
      assert.deepEqual(bench.service.registrations, []);
      await bench.service.fallSilent();
      for (const turns of [0, 1, 5, 25]) {
        const controller = new AbortController();
        const waiting = bench.refusal({ signal: controller.signal });
        for (let turn = 0; turn < turns; turn++) await bench.far.turn();
        controller.abort(over);
        await waiting;
      }
    },
  },
  {
    name: 'provisioning: what it was told is remembered, until it is to provision again',
    needs: ['service', 'cache'],
    async run(bench) {
      const first = await bench.provision();
      const { auth: _auth, ...remembered } = await bench.provision();
      assert.deepEqual(defined(remembered), defined(bench.far.expected));
      assert.equal(bench.service.registrations.length, 1);
      await bench.provision({ reason: 'reprovision', previous: first });
      assert.equal(bench.service.registrations.length, 2);
    },
  },
];

/**
 * Declares the tests that every provisioning plugin has to pass.
 * @example provisioningContract({ test: it, supports: { service: true, cache: false }, open: openMyFarSide });
 */
export function provisioningContract({ test, supports, open }: ProvisioningContractOptions): void {
  for (const { name, needs, run } of PROVISIONING_TESTS) {
    const body = async () => {
      await using bench = new ProvisioningBench(await open());
      await run(bench);
    };
    if (needs.every((ability) => supports[ability])) test(name, body);
    else test.skip?.(name, body);
  }
}

async function signs(auth: SasAuth, key: string | undefined): Promise<void> {
  const { signal } = new AbortController();
  const signature = await auth.sign(TEXT, signal);
  assert.match(signature, BASE64);
  if (key === undefined) return;
  const hmac = createHmac('sha256', Buffer.from(key, 'base64')).update(TEXT, 'utf8');
  assert.equal(signature, hmac.digest('base64'));
}

/** The certificate is one, and the key belongs to it. */
function matches({ cert, key }: X509Auth): void {
  const certificate = new X509Certificate(cert);
  assert.ok(certificate.checkPrivateKey(createPrivateKey(key.reveal())), 'it is another key');
}

/** Absent and undefined are the same here. */
function defined(identity: Partial<DeviceIdentity>): Partial<DeviceIdentity> {
  return Object.fromEntries(
    Object.entries(identity).filter(([, value]) => value !== undefined),
  ) as Partial<DeviceIdentity>;
}
