// Four typical faults: types.test.ts holds what the compiler says of them.
import { Command, Field, OnDesired, optional, Telemetry, Writable } from '../../src/index.js';

export class Pump {
  @Telemetry('double') pressure = 'high';

  @Command({ request: 'dateTime' }) report(since: string) {
    void since;
  }

  @Writable('double') speed = 1;
  @OnDesired('speed') setSpeed(value: string) {
    void value;
  }
}

export class Sample {
  @Field(optional('double')) peak = 1;
}
