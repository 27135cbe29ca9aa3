import { expect, it } from 'vitest';
import { Pnp } from './pnp.js';
import { hubOf, user } from './user.js';

it('a device runs against a hub of another terminal by its connection string alone', async () => {
  using of = user();
  await using hub = await hubOf(of);
  const added = await new Pnp(['hub', 'device', 'add', 'dev1', '--json'], { env: of.env }).ended();
  const { connectionString } = JSON.parse(added.stdout) as { connectionString: string };
  expect(connectionString).toContain(`localhost:${hub.facts.port}`);
  const device = new Pnp(['start', 'thermostat.ts', '--log', 'json'], {
    env: { ...of.env, PNP_CONNECTION_STRING: connectionString },
  });
  await device.printed('trusting the hub of this user on this machine');
  await device.printed('"msg":"running"');
  device.process.kill('SIGINT');
  expect((await device.ended()).stderr).toBe('');
});
