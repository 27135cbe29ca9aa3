import { Command, Component, Interface, Property, Telemetry } from '@iotpnp/core';
import { DeviceInformation } from './device-information.js';
import { Thermostat } from './thermostat.js';

/** Two thermostats, and what the device says of itself. */
@Interface('dtmi:com:example:TemperatureController;2', { displayName: 'Temperature Controller' })
export default class TemperatureController {
  @Component(Thermostat) thermostat1 = new Thermostat();
  @Component(Thermostat) thermostat2 = new Thermostat();
  @Component(DeviceInformation) deviceInformation = new DeviceInformation();

  @Property('string') serialNumber = 'SN-1';

  @Telemetry('double', { type: 'DataSize', unit: 'kibibyte', every: '6s' }) workingSet() {
    return process.memoryUsage.rss() / 1_024;
  }

  @Command({ request: { name: 'delay', schema: 'integer' } }) reboot(delaySeconds: number) {
    setTimeout(() => {
      for (const room of [this.thermostat1, this.thermostat2]) room.maxTempSinceLastReboot = 0;
    }, delaySeconds * 1_000).unref();
  }
}
