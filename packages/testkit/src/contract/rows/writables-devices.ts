import {
  Component,
  Interface,
  map,
  object,
  OnDesired,
  Property,
  Writable,
  type UnknownDesired,
} from '@iotpnp/core';
import { Thermostat } from '../contract-devices.js';

/** One knob and nothing else, so that what it reports is exactly that. */
@Interface('dtmi:com:example:Knob;1')
export class Knob {
  @Writable('double') targetTemperature = 21;
}

/** The knob as a component, and nothing else. */
@Interface('dtmi:com:example:Panel;1')
export class Panel {
  @Component(Knob) thermostat1 = new Knob();
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Two components beside values that are objects themselves, with a memory of what its code and its hook were told. */
@Interface('dtmi:com:example:Boiler;1')
export class Boiler {
  /** What each call of a handler was given, by the name of its property, in order. */
  readonly calls: Readonly<Record<string, unknown>>[] = [];
  readonly unknown: UnknownDesired[] = [];

  @Component(Thermostat) thermostat1 = new Thermostat();
  @Component(Thermostat) thermostat2 = new Thermostat();
  @Property('double') pressure = 1;
  @Writable(object({ low: 'double', high: 'double' })) range: Range = { low: 0, high: 10 };
  @Writable(map('double')) offsets: Record<string, number> = {};
  /** Has no value to begin with. */
  @Writable('string') label: string | undefined;

  @OnDesired('range') setRange(range: Range): void {
    this.calls.push({ range });
  }

  @OnDesired('offsets') setOffsets(offsets: Record<string, number>): void {
    this.calls.push({ offsets });
  }

  /** Fails where there is no text. */
  @OnDesired('label') setLabel(label: string | undefined): void {
    this.calls.push({ label });
    if (label === undefined) throw new TypeError('no text');
  }

  onUnknown(unknown: UnknownDesired): void {
    this.unknown.push(unknown);
  }
}
