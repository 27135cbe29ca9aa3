import { array, Component, enumOf, Interface, map, object, optional, Property } from '@iotpnp/core';

const Position = object({ lat: 'double', lon: 'double', note: optional('string') });
const Rooms = map(object({ area: 'integer', note: optional('string') }));
type Position = { lat: number; lon: number; note?: string };

@Interface('dtmi:com:example:Gauge;1', { dtdl: 3 })
class Gauge {
  @Property('double') level: number | undefined;
  @Property(map('boolean')) alarms: Record<string, boolean> | undefined = { a: true };
  @Property(Position) position: Position | undefined;
}

/** A device with a read-only property of every schema kind, and two mounts of one component. */
@Interface('dtmi:com:example:ReportedProbe;1', { dtdl: 3 })
export class ReportedProbe {
  @Component(Gauge) left = new Gauge();
  @Component(Gauge) right = new Gauge();
  @Property('boolean') flag: boolean | undefined;
  @Property('date') day: Date | undefined;
  @Property('dateTime') moment: Date | undefined = new Date('2026-01-01T00:00:00Z');
  @Property('double') ratio: number | undefined = 0.5;
  @Property('duration') pause: string | undefined;
  @Property('float') share: number | undefined;
  @Property('integer') count: number | undefined = 1;
  @Property('long') total: number | undefined;
  @Property('string') label: string | undefined;
  @Property('time') alarm: string | undefined;
  @Property(array('integer')) list: number[] | undefined = [1, 2];
  @Property(array(Position)) track: Position[] | undefined;
  @Property(enumOf('auto', 'manual')) mode: 'auto' | 'manual' | undefined;
  @Property(enumOf({ off: 0, on: 1 })) power: 0 | 1 | undefined;
  @Property(map('string')) texts: Record<string, string> | undefined;
  @Property(map(map('double'))) table: Record<string, Record<string, number>> | undefined;
  @Property(Rooms) rooms: Record<string, { area: number; note?: string }> | undefined;
}
