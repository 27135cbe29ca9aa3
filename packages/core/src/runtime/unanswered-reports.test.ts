import { expect, it } from 'vitest';
import { started } from '@iotpnp/testkit';
import { Interface, map, Property } from '../index.js';

const DEADLINE_MS = 30_000;

@Interface('dtmi:com:example:Meter;1')
class Meter {
  @Property('double') level: number | undefined = 1;
  @Property(map('integer')) totals: Record<string, number> = { a: 1 };
}

it.each([
  { what: 'took', fault: 'apply-and-be-silent' },
  { what: 'did not take', fault: undefined },
] as const)(
  'a report that the hub $what and did not answer leaves nothing wrong behind',
  async ({ fault }) => {
    const app = new Meter();
    await using running = await started(app);
    const { hub, clock, session } = running;
    await session.flush();
    if (fault) hub.reportFaults = [fault];
    else hub.judge = () => new Promise(() => {});
    app.level = undefined;
    app.totals = { b: 2 };
    await clock.advance(DEADLINE_MS - 1);
    app.level = 1; // as the hub held it before
    app.totals = { c: 3 };
    hub.judge = () => {};
    await clock.advance(DEADLINE_MS);
    await session.flush();
    expect(hub.reported).toMatchObject({ level: 1 });
    expect(hub.reported['totals']).toEqual({ c: 3 });
  },
);
