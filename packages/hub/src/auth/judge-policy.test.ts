import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { sasToken } from '../../test/sas-token.js';
import { HubState } from '../state/hub-state.js';
import type { Service } from '../state/policies.js';
import { judgeOf } from './judge-of.js';
import { objectionToPolicy } from './judge-policy.js';
import { objectionTo } from './judge.js';

const HOST = 'hub.test';
const clock = new FakeClock();
const state = new HubState(clock);
state.registry.addDevice('dev1');

function token(policy: string, resource: string): string {
  const key = state.policies.find(policy)?.primaryKey ?? '';
  const sr = encodeURIComponent(resource);
  return `${sasToken({ sr, key, expiresAt: clock.now() + 60_000 })}&skn=${policy}`;
}

function judge(service: Service) {
  return judgeOf(state, (host) => host === HOST, service);
}

function refusal(resource: string, path: string, service: Service = 'hub'): string | undefined {
  const [policy, right] =
    service === 'hub'
      ? (['iothubowner', 'RegistryWrite'] as const)
      : (['provisioningserviceowner', 'EnrollmentWrite'] as const);
  const asked = { right, path: path === '' ? [] : path.split('/') };
  return objectionToPolicy(token(policy, resource), asked, judge(service))?.reason;
}

describe("a policy's token", () => {
  it.each([
    [HOST, ''],
    [HOST, 'devices/dev1'],
    [`${HOST}/`, 'devices/dev1'],
    [`${HOST}/devices`, 'devices/dev1'],
    [`${HOST}/devices/dev1`, 'devices/dev1'],
    [`${HOST}/devices/dev1`, 'devices/dev1/modules/mod1'],
    [`${HOST}/devices/a%23b`, 'devices/a#b'],
    [`${HOST}/devices/a%23%28b%29`, 'devices/a#(b)'],
    [`${HOST}/devices/a%3ab`, 'devices/a:b'],
    [`${HOST}/devices/50%`, 'devices/50%'],
  ])('for %s is good for /%s', (resource, path) => {
    expect(refusal(resource, path)).toBeUndefined();
  });

  it.each([
    [`${HOST}/devices/dev1`, 'devices/dev2'],
    [`${HOST}/devices/dev`, 'devices/dev1'],
    [`${HOST}/devices/dev1`, 'devices'],
    [`${HOST}/devices`, 'twins/dev1'],
    [`${HOST}/devices`, ''],
    [`${HOST}/Devices`, 'devices/dev1'],
    [`${HOST}/devices/%64ev1`, 'devices/dev1'],
    ['elsewhere', 'devices/dev1'],
  ])('for %s is not good for /%s', (resource, path) => {
    expect(refusal(resource, path)).toBe('wrong-resource');
  });

  it('of the provisioning service is for a path in any case', () => {
    expect(refusal(`${HOST}/Enrollments`, 'enrollments/A', 'dps')).toBeUndefined();
    expect(refusal(`${HOST}/enrollments/a`, 'enrollments/A', 'dps')).toBeUndefined();
    expect(refusal(`${HOST}/enrollments/a`, 'enrollments/b', 'dps')).toBe('wrong-resource');
  });

  it('of one service is none to the other', () => {
    const ofHub = token('iothubowner', HOST);
    const ofDps = token('provisioningserviceowner', HOST);
    const enrol = { right: 'EnrollmentWrite', path: [] } as const;
    expect(objectionToPolicy(ofHub, enrol, judge('dps'))?.reason).toBe('policy-unknown');
    const write = { right: 'RegistryWrite', path: [] } as const;
    expect(objectionToPolicy(ofDps, write, judge('hub'))?.reason).toBe('policy-unknown');
    expect(objectionTo('dev1', { token: ofDps }, judge('hub'))?.reason).toBe('policy-unknown');
    expect(objectionTo('dev1', { token: ofHub }, judge('hub'))).toBeUndefined();
  });
});
