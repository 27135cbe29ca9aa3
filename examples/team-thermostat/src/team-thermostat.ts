import { Command, Interface, Telemetry } from '@iotpnp/core';

/** What the team's transport can carry: telemetry and a command, no properties. */
@Interface('dtmi:com:acme:Thermostat;1', { displayName: 'Thermostat' })
export default class TeamThermostat {
  #celsius = 18;
  #peak = 18;

  @Telemetry('double', { type: 'Temperature', unit: 'degreeCelsius', every: '5s' }) temperature() {
    this.#celsius += (21 - this.#celsius) / 10;
    this.#peak = Math.max(this.#peak, this.#celsius);
    return this.#celsius;
  }

  @Command({ response: { name: 'celsius', schema: 'double' } }) peak() {
    return this.#peak;
  }
}
