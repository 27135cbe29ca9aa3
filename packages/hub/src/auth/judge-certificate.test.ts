import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import {
  makeAuthority,
  makeDevice,
  type Certified,
} from '../../../../test/support/device-certificates.js';
import { noJournal } from '../state/journal.js';
import { Registry } from '../state/registry.js';
import { objectionTo, type Objection } from './judge.js';

let root: Certified;

beforeAll(async () => {
  root = await makeAuthority('root');
});

/** Judges a certificate of an authority that is known. */
async function judged(target: string, commonName: string): Promise<Objection | undefined> {
  const registry = new Registry(noJournal);
  registry.addDevice('dev1', { x509: 'ca' });
  registry.addModule('dev1/mod1', { x509: 'ca' });
  const { certificate } = await makeDevice(commonName, { issuedBy: root });
  return objectionTo(
    target,
    { token: '', certificate: { leaf: new X509Certificate(certificate), chain: [] } },
    {
      service: 'hub',
      find: (each) => registry.find(each),
      policy: () => undefined,
      authorities: () => [new X509Certificate(root.certificate)],
      isOurs: () => true,
      now: Date.now(),
    },
  );
}

it('a module has its name behind that of its device', async () => {
  expect(await judged('dev1/mod1', 'dev1/mod1')).toBeUndefined();
  expect(await judged('dev1/mod1', 'mod1')).toMatchObject({ reason: 'certificate-invalid' });
});

it('the certificate of a device does not do for its module', async () => {
  expect(await judged('dev1', 'dev1')).toBeUndefined();
  expect(await judged('dev1/mod1', 'dev1')).toMatchObject({ reason: 'certificate-invalid' });
});

it('a device is another in other letters', async () => {
  expect(await judged('dev1', 'Dev1')).toMatchObject({ reason: 'certificate-invalid' });
});
