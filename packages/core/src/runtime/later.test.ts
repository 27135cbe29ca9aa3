import { expect, it } from 'vitest';
import { settled, started } from '@iotpnp/testkit';
import {
  Command,
  CommandError,
  Component,
  Interface,
  object,
  type CommandContext,
  type PnpError,
} from '../index.js';

const Result = object({ cleaned: 'integer' });

@Interface('dtmi:com:example:Robot;1')
class Robot {
  readonly signals: AbortSignal[] = [];
  readonly problems: PnpError[] = [];
  readonly rooms: number[] = [];
  finish: (outcome: { cleaned: number } | Error) => void = () => {};

  @Command({ request: 'integer', response: Result })
  async clean(room: number, { signal, later }: CommandContext): Promise<{ cleaned: number }> {
    this.signals.push(signal);
    this.rooms.push(room);
    later();
    later();
    return new Promise((resolve, reject) => {
      this.finish = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
    });
  }

  @Command({ exclusive: true, request: 'integer' })
  async mop(room: number, { later }: CommandContext): Promise<void> {
    this.rooms.push(room);
    later();
    await new Promise<void>((resolve) => {
      this.finish = () => resolve();
    });
  }

  onProblem(problem: PnpError): void {
    this.problems.push(problem);
  }
}

@Interface('dtmi:com:example:House;1')
class House {
  @Component(Robot) robot = new Robot();
}

it('answers 202 at once and reports what the method returns, marked as a component, each time', async () => {
  const app = new House();
  await using running = await started(app);
  const expected = { robot: { __t: 'c', clean: { value: { cleaned: 7 } } } };
  for (const round of [1, 2]) {
    expect(await running.hub.invoke('robot*clean', round)).toEqual({ status: 202, payload: null });
    await running.session.flush();
    expect(running.hub.reports).toHaveLength(round - 1);
    app.robot.finish({ cleaned: 7 });
    await settled();
    await running.session.flush();
    expect(running.hub.reports.at(-1)).toEqual(expected);
    expect(running.hub.reports).toHaveLength(round);
  }
});

it('goes on when the link drops, and its result is reported over the next', async () => {
  const app = new Robot();
  await using running = await started(app);
  await running.hub.invoke('clean', 1);
  running.hub.cut();
  expect(app.signals[0]?.aborted).toBe(false);
  app.finish({ cleaned: 2 });
  await settled();
  await running.clock.advance(2_000);
  await running.session.flush();
  expect(running.hub.reported).toMatchObject({ clean: { value: { cleaned: 2 } } });
  await running.session.close();
  expect(app.signals[0]?.aborted).toBe(false); // it was done before
});

it('is aborted by the end of the session, and then nobody is told', async () => {
  const app = new Robot();
  const running = await started(app);
  await running.hub.invoke('clean', 1);
  await running.session.close();
  expect(app.signals[0]?.aborted).toBe(true);
  app.finish(new Error('stopped'));
  await settled();
  expect(app.problems).toEqual([]);
});

it('tells of a failure, and of a result that does not fit', async () => {
  const app = new Robot();
  await using running = await started(app);
  for (const outcome of [new Error('stuck'), new CommandError(409), { cleaned: 1.5 }]) {
    await running.hub.invoke('clean', 1);
    app.finish(outcome);
    await settled();
  }
  expect(app.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'PNP_COMMAND_FAILED a command that went on failed: it ended with status 500',
    'PNP_COMMAND_FAILED a command that went on failed: it ended with status 409',
    'PNP_COMMAND_FAILED a command that went on failed: it ended with status 500',
  ]);
  await running.session.flush();
  expect(running.hub.reported).not.toHaveProperty('clean');
});

it('keeps the line of an exclusive command until it is done, not answered', async () => {
  const app = new Robot();
  await using running = await started(app);
  expect((await running.hub.invoke('mop', 1)).status).toBe(202);
  const second = running.hub.invoke('mop', 2);
  await settled();
  expect(app.rooms).toEqual([1]);
  app.finish({ cleaned: 0 });
  expect((await second).status).toBe(202);
  expect(app.rooms).toEqual([1, 2]);
  app.finish({ cleaned: 0 });
  await settled();
  await running.session.flush();
  expect(running.hub.reported).not.toHaveProperty('mop'); // no response schema: nothing to report
});
