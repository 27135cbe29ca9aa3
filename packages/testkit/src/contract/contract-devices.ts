import {
  Command,
  CommandError,
  Component,
  Interface,
  map,
  object,
  OnDesired,
  Property,
  Reject,
  Telemetry,
  Writable,
  type CommandContext,
  type DesiredContext,
} from '@iotpnp/core';

const TempReport = object({
  maxTemp: 'double',
  minTemp: 'double',
  avgTemp: 'double',
  startTime: 'dateTime',
  endTime: 'dateTime',
});

/** The guide's thermostat, with a memory of what its code was asked. */
@Interface('dtmi:com:example:Thermostat;1')
export class Thermostat {
  /** `limit 20`, `heat 5`: each call of the setter and of the handler, in order. */
  readonly calls: string[] = [];
  /** One for each call of `heat`. */
  readonly heating: { readonly signal: AbortSignal; readonly finish: (error?: Error) => void }[] =
    [];
  #limit = 60;

  @Telemetry('double') temperature = 20;
  @Telemetry('double') humidity?: number;
  @Property('double') maxTempSinceLastReboot = 0;
  @Property('string') note: string | undefined;
  @Property(map('double')) averages: Record<string, number> = {};
  @Writable('double') targetTemperature = 21;
  @Writable('double') heaterPower = 0;
  @Writable(map('double')) offsets: Record<string, number> = {};

  /** Refuses what is above 100, fails below 0. */
  @Writable('integer') get limit(): number {
    return this.#limit;
  }
  set limit(value: number) {
    this.calls.push(`limit ${value}`);
    if (value > 100) throw new Reject('above 100');
    if (value < 0) throw new RangeError('below 0');
    this.#limit = value;
  }

  /** Answers 202, and goes on until the test finishes it. */
  @OnDesired('heaterPower')
  async heat(value: number, { signal, ack }: DesiredContext): Promise<void> {
    this.calls.push(`heat ${value}`);
    await ack(202, 'heating');
    await new Promise<void>((resolve, reject) => {
      this.heating.push({ signal, finish: (error) => (error ? reject(error) : resolve()) });
    });
  }

  @Command({ request: 'dateTime', response: { name: 'tempReport', schema: TempReport } })
  getMaxMinReport(since: Date) {
    this.calls.push(`report since ${since.toISOString()}`);
    const endTime = new Date('2026-01-02T00:00:00Z');
    return { maxTemp: 25, minTemp: 15, avgTemp: 20, startTime: since, endTime };
  }

  @Command({ request: 'string' }) fail(how: string, _context: CommandContext): void {
    this.calls.push(`fail ${how}`);
    if (how === 'conflict') throw new CommandError(409, { reason: 'busy' });
    if (how === 'throw') throw new Error('broken');
  }
}

/** Two thermostats, and contents of the default component beside them. */
@Interface('dtmi:com:example:TemperatureController;2')
export class TemperatureController {
  @Component(Thermostat) thermostat1 = new Thermostat();
  @Component(Thermostat) thermostat2 = new Thermostat();
  @Property('string') serialNumber = 'SN-1';
  @Writable('boolean') enabled = true;
  @Telemetry('double') workingSet = 0;
  readonly reboots: number[] = [];

  @Command({ request: 'integer' }) reboot(delaySeconds: number): void {
    this.reboots.push(delaySeconds);
  }
}
