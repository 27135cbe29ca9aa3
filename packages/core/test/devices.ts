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
} from '../src/index.js';

export const TempReport = object({
  maxTemp: { schema: 'double', displayName: 'Max temperature' },
  minTemp: { schema: 'double', displayName: 'Min temperature' },
  avgTemp: { schema: 'double', displayName: 'Average Temperature' },
  startTime: { schema: 'dateTime', displayName: 'Start Time' },
  endTime: { schema: 'dateTime', displayName: 'End Time' },
});

/** Every flow there is, and a memory of what its code was asked. */
@Interface('dtmi:com:example:Thermostat;1', { displayName: 'Thermostat' })
export class Thermostat {
  readonly calls: string[] = [];
  readonly signals: AbortSignal[] = [];
  finishHeating: (() => void) | undefined;
  #limit = 60;

  @Telemetry('double', { type: 'Temperature', unit: 'degreeCelsius' }) temperature = 20;
  @Telemetry('double') humidity?: number;
  @Property('double') maxTempSinceLastReboot = 0;
  @Property('string') note: string | undefined;
  @Writable('double') targetTemperature = 21;
  @Writable('double') heaterPower = 0;
  @Writable(map('double')) offsets: Record<string, number> = {};

  @Writable('integer') get limit(): number {
    return this.#limit;
  }
  set limit(value: number) {
    this.calls.push(`limit ${value}`);
    if (value > 100) throw new Reject('above 100');
    if (value < 0) throw new RangeError('below 0');
    this.#limit = value;
  }

  @OnDesired('heaterPower')
  async heat(value: number, { signal, ack }: DesiredContext): Promise<void> {
    this.calls.push(`heat ${value}`);
    this.signals.push(signal);
    await ack(202, 'heating');
    await new Promise<void>((resolve) => {
      this.finishHeating = resolve;
    });
  }

  @Command({
    displayName: 'Get Max-Min report.',
    description:
      'This command returns the max, min and average temperature from the specified time to the current time.',
    request: {
      name: 'since',
      displayName: 'Since',
      description: 'Period to return the max-min report.',
      schema: 'dateTime',
    },
    response: { name: 'tempReport', displayName: 'Temperature Report', schema: TempReport },
  })
  getMaxMinReport(since: Date) {
    const endTime = new Date('2026-01-02T00:00:00Z');
    return { maxTemp: 25, minTemp: 15, avgTemp: 20, startTime: since, endTime };
  }

  @Command({ request: 'string' }) fail(how: string, _context: CommandContext): void {
    if (how === 'conflict') throw new CommandError(409, { reason: 'busy' });
    if (how === 'throw') throw new Error('broken');
  }

  @Command({ response: 'integer' }) lie(): number {
    return 1.5;
  }
}

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
