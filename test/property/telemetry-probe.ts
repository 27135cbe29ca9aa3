import {
  array,
  Component,
  enumOf,
  Interface,
  map,
  object,
  optional,
  Telemetry,
} from '@iotpnp/core';

const Reading = object({ at: 'dateTime', level: 'double', note: optional('string') });
interface Reading {
  at: Date;
  level: number;
  note?: string;
}

@Interface('dtmi:com:example:Sensor;1', { dtdl: 3 })
class Sensor {
  @Telemetry('double') level: number | undefined;
  @Telemetry('integer') count: number | undefined;
  @Telemetry(Reading) reading: Reading | undefined;
}

/** A device with telemetry of every schema kind, and two mounts of one component. */
@Interface('dtmi:com:example:TelemetryProbe;1', { dtdl: 3 })
export class TelemetryProbe {
  @Component(Sensor) left = new Sensor();
  @Component(Sensor) right = new Sensor();
  @Telemetry('boolean') flag: boolean | undefined;
  @Telemetry('date') day: Date | undefined;
  @Telemetry('dateTime') moment: Date | undefined;
  @Telemetry('double') ratio: number | undefined;
  @Telemetry('duration') pause: string | undefined;
  @Telemetry('float') share: number | undefined;
  @Telemetry('long') total: number | undefined;
  @Telemetry('string') label: string | undefined;
  @Telemetry('time') alarm: string | undefined;
  @Telemetry(array('integer')) list: number[] | undefined;
  @Telemetry(array(Reading)) readings: Reading[] | undefined;
  @Telemetry(enumOf('auto', 'manual')) mode: 'auto' | 'manual' | undefined;
  @Telemetry(enumOf({ off: 0, on: 1 })) power: 0 | 1 | undefined;
  @Telemetry(map('string')) texts: Record<string, string> | undefined;
  @Telemetry(map(map('double'))) table: Record<string, Record<string, number>> | undefined;
}
