// The legacy convention alone: a bare decorator is told the type of its member.
import { Property, Telemetry, Writable } from '../src/index.js';

export class Bare {
  @Telemetry() level: number = 1;
  @Property() name?: string;
  @Property() mode: 'auto' | 'manual' = 'auto';
  @Property() get since(): Date {
    return new Date(0);
  }
  @Writable() on: boolean = false;
  // @ts-expect-error the hint is `string`, of which the member holds too few
  @Writable() narrow: 'a' | 'b' = 'a';
  // @ts-expect-error no schema can be told
  @Telemetry() list: number[] = [];
  // @ts-expect-error nor of a union
  @Property() either: number | string = 1;
  // @ts-expect-error nor of a bigint
  @Property() big: bigint = 1n;
  // @ts-expect-error readonly
  @Writable() readonly fixed: number = 1;
}
