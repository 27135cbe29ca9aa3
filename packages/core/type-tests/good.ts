// Everything here compiles, in both decorator conventions.
import {
  array,
  enumOf,
  long,
  map,
  object,
  optional,
  schemaOf,
  unsignedLong,
  type Infer,
  type LineString,
  type Point,
  type Polygon,
  type Schema,
} from '@iotpnp/model';
import type { CommandContext, DesiredContext, TelemetryContext } from '../src/contexts.js';
import {
  Command,
  Component,
  Field,
  Interface,
  objectOf,
  OnDesired,
  Property,
  Telemetry,
  Writable,
} from '../src/index.js';

const TempReport = object({
  maxTemp: 'double',
  minTemp: 'double',
  startTime: 'dateTime',
  samples: array('double'),
  inner: object({ note: 'string' }),
  remark: optional('string'),
});
type TempReport = Infer<typeof TempReport>;
const Mode = enumOf('auto', 'manual');
const Untold: Schema = schemaOf('double');

class Sensor {
  read(): number {
    return 21;
  }
  async slow(): Promise<number> {
    return 21;
  }
  async *readings(_signal: AbortSignal): AsyncGenerator<number> {
    yield 21;
  }
}

class History {
  report(since: Date): TempReport {
    const inner = { note: 'none' };
    return { maxTemp: 1, minTemp: 1, startTime: since, samples: [1], inner };
  }
}

@Interface('dtmi:com:example:Thermostat;1', { displayName: { en: 'Thermostat' }, dtdl: 3 })
export class Thermostat {
  private sensor = new Sensor();
  private history = new History();
  #target = 21;
  intervalMs = 5_000;

  @Telemetry('double', { type: 'Temperature', unit: 'degreeCelsius', every: '5s' })
  temperature() {
    return this.sensor.read();
  }
  @Telemetry('double', { every: 500, name: 'slow_temperature', displayName: 'Slow' })
  async slowTemperature({ signal }: TelemetryContext) {
    return signal.aborted ? undefined : this.sensor.slow();
  }
  @Telemetry('double', { every: (self: Thermostat) => self.intervalMs })
  adaptive() {
    return this.sensor.read();
  }
  @Telemetry('double', { every: () => '1.5m' })
  constantly() {
    return this.sensor.read();
  }
  @Telemetry('double')
  async *stream() {
    for (;;) yield this.sensor.read();
  }
  @Telemetry('double')
  readings({ signal }: TelemetryContext) {
    return this.sensor.readings(signal);
  }
  @Telemetry('double') humidity = 20;
  @Telemetry('double') maybe?: number;
  @Telemetry('double') accessor automatic = 20;
  @Telemetry(TempReport) report: TempReport | undefined;

  @Property('double') maxTempSinceLastReboot = 0;
  @Property('double', { type: 'Voltage', unit: 'millivolt', comment: 'at the cell' }) cell = 3_700;
  @Property('double') cleared: number | null = null;
  @Property('string') readonly serialNumber = 'SN-1';
  @Property('string') narrowed: 'a' | 'b' = 'a';
  @Property(Mode) lastMode: 'auto' | 'manual' = 'auto';
  @Property(array(object({ x: array('double') }))) curve: readonly {
    readonly x: readonly number[];
  }[] = [];
  @Property(map('double')) totals: Record<string, number> = {};
  @Property(Untold) untold = 1;
  @Property('double') get computed() {
    return this.#target;
  }

  @Writable('double') targetTemperature = 21;
  @Writable('double') accessor secondTarget = 21;
  @Writable('double') get thirdTarget(): number {
    return this.#target;
  }
  set thirdTarget(value: number) {
    if (value > 60) throw new RangeError('above 60');
    this.#target = value;
  }
  @Writable(Mode) mode: 'auto' | 'manual' = 'auto';
  @Writable(TempReport) config: TempReport | undefined;
  @Writable(array('double')) setpoints: readonly number[] = [];
  @Writable(long({ as: 'bigint' })) counter = 1n;

  @Command({ request: 'dateTime', response: TempReport, name: 'getReport', exclusive: true })
  getMaxMinReport(since: Date, { signal }: CommandContext) {
    signal.throwIfAborted();
    return this.history.report(since);
  }
  @Command({
    request: { name: 'since', schema: 'dateTime', displayName: 'Since' },
    response: { name: 'tempReport', schema: TempReport, description: 'Since then' },
  })
  async namedReport(since: Date) {
    return this.history.report(since);
  }
  @Command({ request: 'integer' }) reboot(delay: number) {
    this.#target = delay;
  }
  @Command({ request: 'integer' }) ignoring() {}
  @Command({ response: 'string' }) async greet(_context: CommandContext) {
    return 'hello';
  }
  @Command() nothing() {}

  @OnDesired('targetTemperature')
  async heat(value: number, { signal, ack, version }: DesiredContext) {
    await ack(202, `heating for ${version}`);
    if (!signal.aborted) this.#target = value;
  }
  @OnDesired('config') configure(_value: TempReport | undefined) {}
  @OnDesired('mode') switchMode() {}
}

/** Every schema that is written by its name, in both directions. */
@Interface('dtmi:com:example:Named;1', { dtdl: 4 })
export class Named {
  @Writable('byte') byte = 1;
  @Writable('short') short = 1;
  @Writable('unsignedByte') unsignedByte = 1;
  @Writable('unsignedShort') unsignedShort = 1;
  @Writable('unsignedInteger') unsignedInteger = 1;
  @Writable('unsignedLong') unsignedLong = 1;
  @Writable(unsignedLong({ as: 'bigint' })) pulses = 1n;
  @Writable('bytes') made = new Uint8Array(4);
  @Writable('bytes') declared: Uint8Array = Buffer.of(1);
  @Telemetry('bytes') bytes?: Uint8Array;
  @Writable('decimal') price = '1.50';
  @Property('scaledDecimal') distance = { scale: 7, value: '1234.56' };
  @Writable('uuid') id = '123e4567-e89b-12d3-a456-426614174000';

  @Telemetry('point') place: Point | undefined;
  @Telemetry('point') fixed?: {
    readonly type: 'Point';
    readonly coordinates: readonly [number, number];
  };
  @Property('lineString') path?: LineString;
  @Writable('polygon') fence?: Polygon;
  @Property(array('point')) places: readonly Point[] = [];
  @Command({ request: 'point', response: object({ at: 'point', raw: 'bytes' }) })
  move(to: Point) {
    return { at: { type: 'Point' as const, coordinates: to.coordinates }, raw: Uint8Array.of(1) };
  }
}

/** Classes whose instances are values: inherited, nested, with methods, private members and abstract bases. */
export abstract class Stamped {
  @Field('dateTime', { displayName: 'Start', name: 'start_time' }) startTime!: Date;
}

export class Sample extends Stamped {
  private doubled?: number;
  @Field('double') readonly value: number = 0;
  @Field(Mode) mode!: 'auto' | 'manual';
  double() {
    this.doubled ??= this.value * 2;
    return this.doubled;
  }
}

export class Report {
  @Field('double') maxTemp!: number;
  @Field('double') accessor minTemp = 0;
  @Field('double') get span() {
    return this.maxTemp - this.minTemp;
  }
  @Field(optional('string')) note?: string;
  @Field(optional(objectOf(Sample))) worst: Sample | undefined;
  @Field(array(objectOf(Sample))) samples: readonly Sample[] = [];
  @Field(map(array('point'))) places: Record<string, Point[]> = {};
  @Field(long({ as: 'bigint' })) count = 0n;
  @Field('bytes') raw = new Uint8Array(1);
  @Field(objectOf(() => Later)) later!: { level: number };
  @Field(Untold) untold: unknown;
}

@Interface('dtmi:com:example:Reporter;1', { dtdl: 4 })
export class Reporter {
  @Telemetry(objectOf(Report)) last?: Report;
  @Telemetry(objectOf(Sample), { every: '5s' }) sample() {
    return new Sample();
  }
  @Property(array(objectOf(Sample))) samples: readonly Readonly<Sample>[] = [];
  @Writable(objectOf(Report, { displayName: 'Wanted' })) wanted: Report | undefined;
  @OnDesired('wanted') take(value: Report | undefined) {
    return value?.samples.forEach((sample) => sample.double());
  }
  @Command({ request: objectOf(Sample), response: { name: 'report', schema: objectOf(Report) } })
  report(sample: Sample) {
    return Object.assign(new Report(), { maxTemp: sample.double() });
  }
  @Command({ response: object({ at: objectOf(Stamped) }) }) stamp() {
    return { at: { startTime: new Date() } };
  }
}
const told: Infer<ReturnType<typeof objectOf<Report>>> = new Report();
told.samples.map((sample) => sample.double());

/** Decorated members may be inherited, and a base may be abstract. */
export abstract class Base {
  @Property('string') firmware = '1.0';
  @Telemetry('double', { every: '1m' }) abstractly() {
    return this.measure();
  }
  abstract measure(): number;
}

@Interface('dtmi:com:example:Controller;2')
export class Controller extends Base {
  @Component(Thermostat) thermostat1 = new Thermostat();
  @Component(() => Later, { displayName: 'Later', name: 'late' }) later = new Later();
  @Component(Thermostat) get second() {
    return this.thermostat1;
  }
  override measure() {
    return 1;
  }
  @Writable('string') override firmware = '1.1';
}

@Interface('dtmi:com:example:Later;1')
export class Later {
  @Telemetry('double') level = 1;
}
