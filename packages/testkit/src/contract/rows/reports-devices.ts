import {
  Component,
  Interface,
  map,
  object,
  optional,
  Property,
  Telemetry,
  Writable,
  type PnpError,
} from '@iotpnp/core';

const Plan = object({ mode: 'string', until: optional('string'), steps: map('integer') });
type Plan = { mode: string; until?: string; steps: Record<string, number> };

/** Properties that hold objects and maps, read-only and writable. */
@Interface('dtmi:com:example:Planner;1')
export class Planner {
  @Property('string') label: string | null | undefined;
  @Property(Plan) plan: Plan | undefined;
  @Property(map('integer')) totals: Record<string, number> = {};
  @Writable(Plan) wanted: Plan = { mode: 'idle', steps: {} };
}

/** Properties that can be large, and what the app was told of. */
@Interface('dtmi:com:example:Shelf;1')
export class Shelf {
  readonly problems: PnpError[] = [];
  @Property(map('string')) big: Record<string, string> | undefined;
  @Property(map('string')) other: Record<string, string> | undefined;
  @Property('integer') small = 0;
  @Property('string') note: string | undefined;
  @Writable('boolean') open = false;
  /** To show that nothing was reported before it. */
  @Telemetry('integer') sign = 0;

  onProblem(problem: PnpError): void {
    this.problems.push(problem);
  }
}

/** A shelf with another one in it. */
@Interface('dtmi:com:example:Store;1')
export class Store extends Shelf {
  @Component(Shelf) shelf = new Shelf();
}
