import { Component, Interface, Property, Reject, Telemetry, Writable } from '@iotpnp/core';

@Interface('dtmi:com:acme:Zone;1', { displayName: 'Zone' })
class Zone {
  #target = 21;
  #celsius = 18;

  @Writable('double') get target() {
    return this.#target;
  }
  set target(celsius: number) {
    if (celsius > 30) throw new Reject('a zone goes up to 30 degrees');
    this.#target = celsius;
  }

  @Telemetry('double', { every: '5s' }) temperature() {
    return (this.#celsius += (this.#target - this.#celsius) / 10);
  }
}

/** Two zones of a hall. */
@Interface('dtmi:com:acme:Controller;1', { displayName: 'Controller' })
export default class TeamController {
  @Component(Zone) north = new Zone();
  @Component(Zone) south = new Zone();
  @Property('string') serialNumber = 'AC-1';
}
