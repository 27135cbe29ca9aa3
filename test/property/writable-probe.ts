import {
  array,
  Component,
  enumOf,
  Interface,
  map,
  object,
  OnDesired,
  optional,
  Property,
  Writable,
  type DesiredContext,
  type UnknownDesired,
} from '@iotpnp/core';
import type { Script } from './script.js';

const Position = object({ lat: 'double', lon: 'double', note: optional('string') });
const Route = object({
  name: 'string',
  via: map(object({ lat: 'double', note: optional('string') })),
});
type Via = Record<string, { lat: number; note?: string }>;

/** A component whose writables have each kind of code: none, a setter, a handler, a handler that takes time. */
@Interface('dtmi:com:example:Channel;1', { dtdl: 3 })
class Channel {
  #limit = 60;

  constructor(
    readonly script: Script,
    readonly at: string,
  ) {}

  @Property('string') readonly serial = 'C-1';
  @Writable('double') offset = 0;
  @Writable(map('double')) gains: Record<string, number> = { a: 1, b: 2 };
  @Writable(Position) position: { lat: number; lon: number; note?: string } = { lat: 1, lon: 2 };
  @Writable('dateTime') dueAt = new Date('2026-01-01T00:00:00Z');

  @Writable('integer') get limit(): number {
    return this.#limit;
  }
  set limit(value: number) {
    this.script.set(`${this.at}.limit`, value, () => {
      this.#limit = value;
    });
  }

  @OnDesired('position') move(value: object, context: DesiredContext): void {
    this.script.handle(`${this.at}.position`, value, context);
  }

  @OnDesired('dueAt') async plan(value: Date, context: DesiredContext): Promise<void> {
    await this.script.work(`${this.at}.dueAt`, value, context);
  }
}

/** A device with a writable of every schema kind, and two mounts of one component. */
@Interface('dtmi:com:example:WritableProbe;1', { dtdl: 3 })
export class WritableProbe {
  readonly unknown: UnknownDesired[] = [];
  #target = { name: 'home', via: {} as Via };

  @Component(Channel) left: Channel;
  @Component(Channel) right: Channel;

  constructor(readonly script: Script) {
    this.left = new Channel(script, 'left');
    this.right = new Channel(script, 'right');
  }

  @Property('string') readonly model = 'P-1';
  @Property(map('integer')) readonly totals: Record<string, number> = { a: 1 };
  @Writable('boolean') flag = false;
  @Writable('date') day = new Date('2026-01-01T00:00:00Z');
  @Writable('dateTime') moment = new Date('2026-01-01T00:00:00Z');
  @Writable('double') ratio = 0.5;
  @Writable('duration') pause = 'PT5M';
  @Writable('float') share = 0.25;
  @Writable('integer') count = 1;
  @Writable('long') total = 1;
  @Writable('string') label: string | undefined;
  @Writable('time') alarm = '06:30';
  @Writable(array('integer')) list = [1, 2];
  @Writable(array(Position)) track: { lat: number; lon: number; note?: string }[] = [];
  @Writable(enumOf('auto', 'manual')) mode: 'auto' | 'manual' = 'auto';
  @Writable(enumOf({ off: 0, on: 1 })) power: 0 | 1 = 0;
  @Writable(map('string')) texts: Record<string, string> = {};
  @Writable(map(map('double'))) table: Record<string, Record<string, number>> = { a: { b: 1 } };
  @Writable(map('integer')) rooms: Record<string, number> = { a: 1 };

  @Writable(Route) get target(): { name: string; via: Via } {
    return this.#target;
  }
  set target(value: { name: string; via: Via }) {
    this.script.set('target', value, () => {
      this.#target = value;
    });
  }

  @OnDesired('mode') change(value: string, context: DesiredContext): void {
    this.script.handle('mode', value, context);
  }

  @OnDesired('rooms') async heat(
    value: Record<string, number>,
    context: DesiredContext,
  ): Promise<void> {
    await this.script.work('rooms', value, context);
  }

  onUnknown(unknown: UnknownDesired): void {
    this.unknown.push(unknown);
  }
}

/** Which code stands behind a writable; those not named have none. */
export const CODE: Readonly<Record<string, 'setter' | 'handler' | 'async'>> = {
  'left.limit': 'setter',
  'right.limit': 'setter',
  'left.position': 'handler',
  'right.position': 'handler',
  'left.dueAt': 'async',
  'right.dueAt': 'async',
  target: 'setter',
  mode: 'handler',
  rooms: 'async',
};
