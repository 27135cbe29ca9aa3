import { Command, Interface, Property, Reject, Telemetry, Writable } from '@iotpnp/core';

/** The device itself is the thermostat: no components. */
@Interface('dtmi:com:example:SimpleThermostat;1', { displayName: 'Thermostat' })
export default class Thermostat {
  #target = 21;
  #temperature = 18;

  @Property('double') maxTempSinceLastReboot = this.#temperature;

  @Writable('double', { type: 'Temperature', unit: 'degreeCelsius' })
  get targetTemperature() {
    return this.#target;
  }
  set targetTemperature(celsius: number) {
    if (celsius > 60) throw new Reject('this heater goes up to 60 degrees');
    this.#target = celsius;
  }

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
