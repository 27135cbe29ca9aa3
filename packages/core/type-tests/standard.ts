// The standard convention alone: nobody tells a bare decorator the type of its member; #private members exist.
import { Property, Telemetry, Writable } from '../src/index.js';

export class Bare {
  // @ts-expect-error no schema
  @Telemetry() level: number = 1;
  // @ts-expect-error no schema
  @Property() name?: string;
  // @ts-expect-error no schema
  @Writable() on: boolean = false;
  // @ts-expect-error the runtime cannot read it
  @Property('double') #secret = 1;
  use() {
    return this.#secret;
  }
}
