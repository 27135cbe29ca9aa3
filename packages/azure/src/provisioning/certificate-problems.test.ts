import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeDevice } from '../../../../test/support/device-certificates.js';
import { certificateProblems } from './certificate-problems.js';

const otherKey = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

it('a pair is without fault', async () => {
  const { chain: cert, key } = await makeDevice('dev1');
  expect(certificateProblems({ cert, key })).toEqual([]);
});

it.each([
  [
    'a key of another certificate',
    ({ certificate }) => ({ cert: certificate, key: otherKey() }),
    ['key'],
  ],
  ['what is no certificate', ({ key }) => ({ cert: '-----BEGIN CERTIFICATE-----', key }), ['cert']],
  ['what is no key', ({ certificate }) => ({ cert: certificate, key: certificate }), ['key']],
  ['neither', () => ({ cert: 'x', key: 'y' }), ['cert', 'key']],
] as [
  string,
  (made: Awaited<ReturnType<typeof makeDevice>>) => { cert: string; key: string },
  string[],
][])('%s is told, and nothing of it shown', async (_, pems, keys) => {
  const made = await makeDevice('dev1');
  const given = pems(made);
  const problems = certificateProblems(given);
  expect(problems.map(({ code, where }) => [code, where?.key])).toEqual(
    keys.map((key) => ['PNP_BAD_CERTIFICATE', key]),
  );
  const [, body = 'nothing'] = given.key.split('\n');
  expect(JSON.stringify(problems)).not.toContain(body);
});

it('one that has expired is told', async () => {
  const { certificate: cert, key } = await makeDevice('dev1', {
    validFrom: new Date('2020-01-01'),
    validTo: new Date('2021-01-01'),
  });
  expect(certificateProblems({ cert, key })).toMatchObject([{ where: { key: 'cert' } }]);
});
