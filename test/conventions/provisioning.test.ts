import { connectionStringProvisioning } from '@iotpnp/azure';
import {
  FakeClock,
  MemoryDevice,
  provisioningContract,
  settled,
  type ContractProvisioning,
} from '@iotpnp/testkit';
import { describe, it } from 'vitest';

const KEY = 'c2VjcmV0IG9mIHRoZSBkZXZpY2U=';
/** Nobody is asked: what there is to know is in the plugin. */
const supports = { service: false, cache: false };
/** Without `skip`, what the plugins do not do is not declared at all. */
const test = (name: string, run: () => Promise<void>) => it(name, run);

function far(
  plugin: ContractProvisioning['plugin'],
  rest: Pick<ContractProvisioning, 'expected' | 'key' | 'secrets'>,
): Promise<ContractProvisioning> {
  const clock = new FakeClock();
  const dispose = async () => {};
  const open = { plugin, clock, patienceMs: 500, turn: settled, [Symbol.asyncDispose]: dispose };
  return Promise.resolve({ ...open, ...rest });
}

describe.each([
  ['in memory', 'dev1', { hub: 'memory', deviceId: 'dev1' }],
  ['of a module in memory', 'dev1/mod1', { hub: 'memory', deviceId: 'dev1', moduleId: 'mod1' }],
])('provisioning %s', (_what, target, expected) => {
  const open = () => far(new MemoryDevice(target).provisioning, { expected, secrets: [] });
  provisioningContract({ test, supports, open });
});

describe.each([
  ['a device', '', {}],
  [
    'a module behind a gateway',
    'ModuleId=mod1;GatewayHostName=edge.local;',
    { moduleId: 'mod1', gateway: 'edge.local' },
  ],
])('the connection string of %s', (_what, more, also) => {
  const expected = { hub: 'localhost:8883', deviceId: 'dev1', ca: 'PEM', ...also };
  const text = `HostName=localhost:8883;DeviceId=dev1;${more}SharedAccessKey=${KEY}`;
  const open = () => {
    const plugin = connectionStringProvisioning({ connectionString: text, ca: 'PEM' });
    return far(plugin, { expected, key: KEY, secrets: [KEY, KEY.slice(0, 8)] });
  };
  provisioningContract({ test, supports, open });
});
