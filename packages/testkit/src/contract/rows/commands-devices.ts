import {
  array,
  Command,
  CommandError,
  Component,
  enumOf,
  Interface,
  object,
  Telemetry,
  Writable,
  type CommandContext,
  type UnknownDesired,
} from '@iotpnp/core';

const Order = object({ due: 'dateTime', size: enumOf({ small: 1, large: 2 }) });
const Bill = object({ total: 'integer', paid: 'dateTime', items: array('string') });

/** Commands of every shape, and no property: it runs where there is no twin. It remembers what it was called with. */
@Interface('dtmi:com:example:Workshop;1', { dtdl: 3 })
export class Workshop {
  /** Each call that came through: `add 3`, `ping`. */
  readonly calls: string[] = [];
  /** What `order` was given. */
  readonly orders: unknown[] = [];
  /** One for each call of `hold`, `lock` and `press` that goes on until the test lets it end. */
  readonly running: { readonly name: string; readonly signal: AbortSignal; end: () => void }[] = [];
  @Telemetry('integer') pieces?: number;

  @Command() ping(...given: unknown[]): void {
    this.calls.push(`ping with ${given.length}`); // the context alone, whatever the payload
  }

  @Command({ request: 'integer', response: 'integer' }) double(value: number): number {
    this.calls.push(`double ${value}`);
    return value * 2;
  }

  @Command({
    request: { name: 'order', schema: Order },
    response: { name: 'bill', schema: Bill },
  })
  order(order: { due: Date; size: 1 | 2 }) {
    this.orders.push(order);
    return { total: 7, paid: new Date('2026-01-02T03:04:05.678Z'), items: ['bolt', 'nut'] };
  }

  @Command({ request: 'string' }) fail(how: string): void {
    this.calls.push(`fail ${how}`);
    if (how === 'conflict') throw new CommandError(409, { reason: 'busy', until: [1, null] });
    if (how === 'bare') throw new CommandError(503);
    throw new Error('the belt is torn');
  }

  /** Returns what its response schema does not allow, or nothing. */
  @Command({ request: 'string', response: 'integer' }) count(what: string): number {
    this.calls.push(`count ${what}`);
    return (what === 'nothing' ? undefined : 1.5) as number;
  }

  /** A text whose JSON has so many bytes. */
  @Command({ request: 'integer', response: 'string' }) write(bytes: number): string {
    return 'x'.repeat(bytes - '""'.length);
  }

  @Command() hold({ signal }: CommandContext): Promise<void> {
    return this.#goOn('hold', signal);
  }

  @Command({ exclusive: true }) lock({ signal }: CommandContext): Promise<void> {
    return this.#goOn('lock', signal);
  }

  /** Goes on after it has been answered. */
  @Command({ request: 'string', response: Bill })
  async press(item: string, { signal, later }: CommandContext) {
    later();
    await this.#goOn('press', signal);
    return { total: 1, paid: new Date('2026-01-02T00:00:00Z'), items: [item] };
  }

  #goOn(name: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => void this.running.push({ name, signal, end: resolve }));
  }
}

/** A workshop inside, and a command of its own beside it. */
@Interface('dtmi:com:example:Factory;1', { dtdl: 3 })
export class Factory {
  readonly calls: string[] = [];
  @Component(Workshop) hall = new Workshop();

  @Command({ request: 'integer' }) reboot(delaySeconds: number): void {
    this.calls.push(`reboot ${delaySeconds}`);
  }
}

/** Writes down what was desired of it in vain. */
@Interface('dtmi:com:example:Fan;1')
export class Fan {
  readonly unknown: string[] = [];
  @Writable('integer') speed = 0;

  onUnknown({ component, property }: UnknownDesired): void {
    this.unknown.push(component === undefined ? property : `${component}/${property}`);
  }
}

/** A fan as a component: each of the two is told what is desired of the fan. */
@Interface('dtmi:com:example:Tower;1')
export class Tower extends Fan {
  @Component(Fan) fan = new Fan();
}
