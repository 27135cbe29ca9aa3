import { expect, it } from 'vitest';
import { bench } from '@iotpnp/testkit';
import {
  ConnectionError,
  Interface,
  startSession,
  type DeviceIdentity,
  type ProvisioningPlugin,
  type ProvisionRequest,
} from '../index.js';

@Interface('dtmi:com:example:Lamp;1')
class Lamp {}

const refused = () => new ConnectionError('PNP_HUB_REFUSED', 'refused', { retry: 'refused' });
const away = () => new ConnectionError('PNP_HUB_UNREACHABLE', 'away', { retry: 'backoff' });

/** A provisioning service that is asked, and the identity of each answer. */
function service(asksAgain: boolean) {
  const { hub, clock, options } = bench();
  const asked: ProvisionRequest['reason'][] = [];
  const answers: (ConnectionError | undefined)[] = [];
  const provisioning: ProvisioningPlugin = {
    kind: 'provisioning',
    name: 'service',
    apiVersion: 1,
    reprovisions: asksAgain,
    async provision(request): Promise<DeviceIdentity> {
      asked.push(request.reason);
      const fault = answers.shift();
      if (fault) throw fault;
      return options.provisioning.provision(request);
    },
  };
  return { hub, clock, asked, answers, options: { ...options, provisioning } };
}

it('a device that is refused asks anew soon, and then at most once in ten minutes', async () => {
  const { hub, clock, asked, options } = service(true);
  await using session = await startSession(new Lamp(), options);
  hub.refusals = Array.from({ length: 40 }, refused);
  hub.cut();
  await clock.advance(5_000);
  expect(asked).toEqual(['start', 'reprovision']);
  await clock.advance(594_000);
  expect(asked).toHaveLength(2);
  await clock.advance(900_000);
  expect(asked).toHaveLength(3);
  hub.refusals = [];
  await clock.advance(900_000);
  expect(session.state).toBe('ready');
});

it('a device that cannot reach its hub for five minutes asks where it is', async () => {
  const { hub, clock, asked, options } = service(true);
  await using session = await startSession(new Lamp(), options);
  hub.refusals = Array.from({ length: 400 }, away);
  hub.cut();
  await clock.advance(290_000);
  expect(asked).toEqual(['start']);
  await clock.advance(80_000);
  expect(asked).toEqual(['start', 'reprovision']);
  await clock.advance(500_000);
  expect(asked).toHaveLength(2);
  expect(session.state).toBe('reconnecting');
});

it('a service that is away does not keep a device from the hub it knows', async () => {
  const { hub, clock, asked, answers, options } = service(true);
  await using session = await startSession(new Lamp(), options);
  answers.push(away());
  hub.refusals = [refused()];
  hub.cut();
  await clock.advance(60_000);
  expect(asked).toEqual(['start', 'reprovision']);
  expect(session.state).toBe('ready');
});

it('a device that never connected says that it asks again', async () => {
  const { hub, clock, asked, options } = service(true);
  hub.refusals = [refused()];
  const starting = startSession(new Lamp(), options);
  await clock.advance(60_000);
  await using session = await starting;
  expect(session.state).toBe('ready');
  expect(asked).toEqual(['start', 'reprovision']);
});

it('provisioning that has but one answer is asked once', async () => {
  const { hub, clock, asked, options } = service(false);
  await using session = await startSession(new Lamp(), options);
  hub.refusals = Array.from({ length: 40 }, refused);
  hub.cut();
  await clock.advance(3_600_000);
  expect(asked).toEqual(['start']);
  expect(session.state).toBe('refused');
});
