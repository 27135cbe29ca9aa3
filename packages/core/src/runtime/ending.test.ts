import { expect, it } from 'vitest';
import { bench } from '@iotpnp/testkit';
import { Interface, startSession, type ConnectionChange, type PnpError } from '../index.js';

@Interface('dtmi:com:example:Lamp;1')
class Lamp {
  readonly changes: ConnectionChange[] = [];
  readonly problems: PnpError[] = [];
  onConnectionChange(change: ConnectionChange): void {
    this.changes.push(change);
  }
  onProblem(problem: PnpError): void {
    this.problems.push(problem);
  }
}

it('a running session that nothing can mend says why it has ended, and whose fault it is', async () => {
  const { hub, clock, lines, options } = bench();
  const app = new Lamp();
  const session = await startSession(app, options);
  hub.refusals = [new Error('ECONNREFUSED')]; // not classified: a fault of the plugin
  hub.cut();
  await clock.advance(60_000);
  const says = 'transport memory failed: ECONNREFUSED';
  expect(await session.closed).toMatchObject({ code: 'PNP_PLUGIN_FAILED', message: says });
  expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
    {
      message: 'the session has ended and does not try again',
      fields: { code: 'PNP_PLUGIN_FAILED', error: says, hint: expect.stringContaining('memory') },
    },
  ]);
  expect(app.changes.at(-1)).toMatchObject({ state: 'closed', cause: { message: says } });
  expect(app.problems).toMatchObject([{ code: 'PNP_PLUGIN_FAILED' }]);
});

it('one that never ran tells whoever started it, and logs nothing of it', async () => {
  const { hub, lines, options } = bench();
  hub.refusals = [new Error('ECONNREFUSED')];
  await expect(startSession(new Lamp(), options)).rejects.toMatchObject({
    code: 'PNP_PLUGIN_FAILED',
    message: 'transport memory failed: ECONNREFUSED',
  });
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});
