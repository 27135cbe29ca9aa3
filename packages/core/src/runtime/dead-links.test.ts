import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { bench, lost, MemoryDevice, settled, started } from '@iotpnp/testkit';
import {
  CloudMessage,
  Command,
  Interface,
  startSession,
  Telemetry,
  Writable,
  type DesiredOperation,
  type Middleware,
  type ReceivedMessage,
} from '../index.js';

@Interface('dtmi:com:example:Valve;1')
class Valve {
  readonly calls: string[] = [];
  @Telemetry('integer') flow?: number;
  @Writable('integer') target = 0;
  @Command() open(): void {
    this.calls.push('open');
  }
  @CloudMessage() read(message: ReceivedMessage): void {
    this.calls.push(message.text());
  }
}

/** A device whose first twin read is under way on a link that then goes; what came over it is old by the time there is another. */
async function throughDeadLink(whatCame: (hub: MemoryDevice) => void): Promise<Valve> {
  const { hub, clock, options } = bench();
  const app = new Valve();
  hub.answerTwin = () => new Promise(() => {});
  const starting = startSession(app, options);
  await settled();
  whatCame(hub);
  await settled();
  hub.answerTwin = undefined;
  hub.cut();
  await clock.advance(60_000);
  await using _session = await starting;
  await settled();
  return app;
}

it('a command whose caller is gone is not run once the device is ready', async () => {
  const app = await throughDeadLink((hub) => void hub.invoke('open'));
  expect(app.calls).toEqual([]);
});

it('a message is handled when it comes again, not also when it came over the link that is gone', async () => {
  const app = await throughDeadLink((hub) => void hub.sendToDevice('once'));
  expect(app.calls).toEqual(['once']);
});

it('a push that waited for a twin read goes with its link, lest it be taken for one of another twin', async () => {
  const app = new Valve();
  await using running = await started(app);
  const { hub, clock } = running;
  hub.desire({ target: 1 });
  hub.answerTwin = () => new Promise(() => {});
  hub.resync();
  await settled();
  hub.desire({ target: 666 });
  await settled();
  hub.answerTwin = undefined;
  hub.twin.recreate();
  hub.desired = { $version: 2, target: 7 };
  hub.cut();
  await clock.advance(10_000);
  expect(app.target).toBe(7);
  hub.desire({ target: 8 });
  await settled();
  expect(app.target).toBe(8);
});

it('a desired value that middleware dropped is not answered with the answer to an older one', async () => {
  const desired: Middleware['desired'] = async (operation: DesiredOperation, next) => {
    if (operation.value !== 99) await next(operation);
  };
  await using running = await started(new Valve(), { middleware: [{ desired }] });
  const { hub, clock } = running;
  const answered = hub.desire({ target: 5 });
  await settled();
  hub.desire({ target: 99 });
  hub.cut();
  await clock.advance(10_000);
  expect(hub.reported['target']).toMatchObject({ value: 5, av: answered });
});

it('a link that takes no telemetry for a minute is given up, though its transport fails each try before', async () => {
  const app = new Valve();
  await using running = await started(app);
  const { hub, clock } = running;
  hub.takeTelemetry = () =>
    new Promise((_, reject) => {
      clock.after(35_000, () => reject(lost('backoff')));
    });
  app.flow = 1;
  await clock.advance(600_000);
  expect(hub.connects.length).toBeGreaterThan(1);
  hub.takeTelemetry = undefined;
  await clock.advance(120_000);
  expect(hub.bodies).toContainEqual({ component: undefined, values: { flow: 1 } });
});

it('a pause beyond all dates is a day', async () => {
  await using running = await started(new Valve());
  running.hub.cut(lost('backoff', 1e300));
  await running.clock.advance(86_400_000);
  expect(running.session.state).toBe('ready');
});

it('a body for an output that is too large is refused before it is sent, and what follows is sent', async () => {
  @Interface('dtmi:com:example:Filter;1')
  class Filter {
    @Telemetry('integer') count?: number;
  }
  const app = new Filter();
  await using running = await started(app, { hub: new MemoryDevice('dev1/mod1') });
  running.session.sendToOutput('out', { body: 'x'.repeat(300_000) });
  app.count = 1;
  await running.session.flush();
  expect(running.hub.bodies).toEqual([{ component: undefined, values: { count: 1 } }]);
  expect(running.lines.filter(({ level }) => level === 'error')).toMatchObject([
    { fields: { code: 'PNP_MESSAGE_TOO_LARGE' } },
  ]);
});

it('a stream that is not uploaded is closed, and one that fails before it is read fails the upload alone', async () => {
  await using running = await started(new Valve());
  const broken = new Readable({ read() {} });
  const failed = running.session.upload('a', broken);
  broken.destroy(new Error('no such file'));
  await expect(failed).rejects.toMatchObject({ code: 'PNP_UPLOAD_FAILED' });
  running.hub.cut();
  await settled();
  const unread = Readable.from(['x']);
  await expect(running.session.upload('b', unread)).rejects.toMatchObject({ code: 'PNP_OFFLINE' });
  expect(unread.destroyed).toBe(true);
});
