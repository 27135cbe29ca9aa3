import {
  Command,
  CommandError,
  Interface,
  object,
  OnDesired,
  Property,
  Reject,
  Telemetry,
  Writable,
} from '@iotpnp/core';

const TempReport = object({
  maxTemp: { schema: 'double', displayName: 'Max temperature' },
  minTemp: { schema: 'double', displayName: 'Min temperature' },
  avgTemp: { schema: 'double', displayName: 'Average Temperature' },
  startTime: { schema: 'dateTime', displayName: 'Start Time' },
  endTime: { schema: 'dateTime', displayName: 'End Time' },
});
const Since = {
  name: 'since',
  schema: 'dateTime',
  displayName: 'Since',
  description: 'Period to return the max-min report.',
} as const;

/** A room that warms up or cools down towards its target. */
@Interface('dtmi:com:example:Thermostat;1', { displayName: 'Thermostat' })
export class Thermostat {
  readonly #samples = [{ at: new Date(), celsius: 18 }];

  @Property('double') maxTempSinceLastReboot = 18;

  @Writable('double', { type: 'Temperature', unit: 'degreeCelsius' }) targetTemperature = 21;

  @OnDesired('targetTemperature') check(celsius: number) {
    if (celsius > 60) throw new Reject('this heater goes up to 60 degrees');
  }

  @Telemetry('double', { type: 'Temperature', unit: 'degreeCelsius', every: '5s' })
  temperature() {
    const last = this.#samples.at(-1)!.celsius;
    const celsius = last + (this.targetTemperature - last) / 10;
    if (this.#samples.push({ at: new Date(), celsius }) > 1_000) this.#samples.shift();
    this.maxTempSinceLastReboot = Math.max(this.maxTempSinceLastReboot, celsius);
    return celsius;
  }

  @Command({
    displayName: 'Get Max-Min report.',
    description:
      'This command returns the max, min and average temperature from the specified time to the current time.',
    request: Since,
    response: { name: 'tempReport', displayName: 'Temperature Report', schema: TempReport },
  })
  getMaxMinReport(since: Date) {
    const all = this.#samples.filter(({ at }) => at >= since).map(({ celsius }) => celsius);
    if (all.length === 0) throw new CommandError(404, { message: 'nothing was measured since' });
    const avgTemp = all.reduce((sum, celsius) => sum + celsius) / all.length;
    const [maxTemp, minTemp] = [Math.max(...all), Math.min(...all)];
    return { maxTemp, minTemp, avgTemp, startTime: since, endTime: new Date() };
  }
}
