import { expect, it } from 'vitest';
import { started } from '@iotpnp/testkit';
import {
  array,
  Command,
  Field,
  Interface,
  objectOf,
  optional,
  Telemetry,
  unsignedLong,
  Writable,
  type Point,
} from '../index.js';

class Stop {
  @Field('point') at!: Point;
  @Field('dateTime') due!: Date;
  @Field(optional('string')) note?: string;
  isLate(now: Date): boolean {
    return now > this.due;
  }
}

class Route {
  @Field('uuid') id!: string;
  @Field(array(objectOf(Stop))) stops!: Stop[];
}

@Interface('dtmi:com:example:Tram;1', { dtdl: 4 })
class Tram {
  @Telemetry('point') place?: Point;
  @Telemetry('bytes') frame?: Uint8Array;
  @Telemetry(unsignedLong({ as: 'bigint' })) pulses?: bigint;
  @Telemetry('decimal') fare?: string;
  @Writable(objectOf(Route)) route: Route | undefined;
  @Command({ request: objectOf(Stop), response: objectOf(Stop) }) swap(stop: Stop): Stop {
    const [first = stop] = this.route?.stops ?? [];
    return first;
  }
}

const stop = { at: { type: 'Point', coordinates: [4.9, 52.4] }, due: '2026-01-01T08:00:00.000Z' };
const route = { id: '123e4567-e89b-12d3-a456-426614174000', stops: [{ ...stop, note: 'depot' }] };

it('are sent in the JSON form of their schemas', async () => {
  const app = new Tram();
  await using running = await started(app);
  app.place = { type: 'Point', coordinates: [4.9, 52.4, -2] };
  app.frame = Uint8Array.of(1, 2);
  app.pulses = 2n ** 64n - 1n;
  app.fare = '2.50';
  await running.session.flush();
  expect(running.hub.telemetry.map(({ body }) => body)).toEqual([
    '{"place":{"type":"Point","coordinates":[4.9,52.4,-2]},"frame":"AQI=","pulses":18446744073709551615,"fare":"2.50"}',
  ]);
});

it('of classes with fields are instances of them, in desired values and in commands', async () => {
  const app = new Tram();
  await using running = await started(app);
  await running.session.flush();
  running.hub.reports.length = 0;
  running.hub.desire({ route });
  await running.session.flush();
  expect(app.route).toBeInstanceOf(Route);
  expect(app.route?.stops[0]?.isLate(new Date('2026-01-01T08:00:01Z'))).toBe(true);
  expect(running.hub.reports).toEqual([{ route: { value: route, ac: 200, av: 2, ad: 'applied' } }]);
  expect(await running.hub.invoke('swap', stop)).toEqual({ status: 200, payload: route.stops[0] });
});

it('that do not fit a class with fields are refused with the path', async () => {
  const app = new Tram();
  await using running = await started(app);
  await running.session.flush();
  running.hub.reports.length = 0;
  running.hub.desire({ route: { ...route, stops: [{ ...stop, at: { type: 'Point' } }] } });
  await running.session.flush();
  expect(running.hub.reports).toMatchObject([
    { route: { ac: 400, ad: 'stops[0].at.coordinates: expected an array, found nothing' } },
  ]);
  expect(app.route).toBeUndefined();
});

@Interface('dtmi:com:example:Crane;1', { dtdl: 3 })
class Crane {
  @Writable(objectOf(Stop)) home: Stop = Object.assign(new Stop(), {
    at: { type: 'Point', coordinates: [1, 2] },
    due: new Date('2026-01-01T08:00:00Z'),
  });
}

it('are reset to instances that are as the class began, whatever was edited in place since', async () => {
  const app = new Crane();
  const begun = new Date(app.home.due);
  await using running = await started(app);
  for (let round = 0; round < 2; round++) {
    app.home.due.setUTCFullYear(2040);
    app.home.note = 'edited';
    running.hub.desire({ home: { ...stop, note: 'desired' } });
    running.hub.desire({ home: null });
    await running.session.flush();
    expect(app.home).toBeInstanceOf(Stop);
    expect(app.home.due).toEqual(begun);
    expect(app.home.note).toBeUndefined();
  }
});
