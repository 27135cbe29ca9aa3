import { Command, Interface, Property, Reject, Telemetry, Writable } from '@iotpnp/core';

@Interface('dtmi:com:example:Thermostat;1', { displayName: 'Thermostat' })
export default class Thermostat {
  #target = 21;
  #temperature = 18;

  // Assigning reports it.
  @Property('double') maxTempSinceLastReboot = this.#temperature;

  // A back end may set it: what the setter refuses is answered so, all else acknowledged.
  @Writable('double', { type: 'Temperature', unit: 'degreeCelsius' })
  get targetTemperature() {
    return this.#target;
  }
  set targetTemperature(celsius: number) {
    if (celsius > 60) throw new Reject('this heater goes up to 60 degrees');
    this.#target = celsius;
  }

  // Called every five seconds: what it returns is sent.
  @Telemetry('double', { type: 'Temperature', unit: 'degreeCelsius', every: '5s' })
  temperature() {
    this.#temperature += (this.#target - this.#temperature) / 10;
    this.maxTempSinceLastReboot = Math.max(this.maxTempSinceLastReboot, this.#temperature);
    return this.#temperature;
  }

  @Command({ description: 'Forgets the maximum.' })
  resetMaximum() {
    this.maxTempSinceLastReboot = this.#temperature;
  }
}
