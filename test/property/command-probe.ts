import {
  array,
  Command,
  CommandError,
  Component,
  enumOf,
  Interface,
  map,
  object,
  optional,
} from '@iotpnp/core';

const Report = object({ from: 'dateTime', highest: 'double', note: optional('string') });
interface Report {
  from: Date;
  highest: number;
  note?: string;
}

/** What became of the calls, in order: the name of each command that ran. */
class Calls {
  readonly calls: string[] = [];
}

@Interface('dtmi:com:example:Motor;1', { dtdl: 3 })
class Motor {
  constructor(
    readonly log: Calls,
    readonly at: string,
  ) {}

  @Command({ request: 'integer', response: 'integer' }) turn(steps: number): number {
    this.log.calls.push(`${this.at}*turn`);
    return steps;
  }
  @Command({ request: map('boolean'), response: map('boolean') })
  lights(on: Record<string, boolean>): Record<string, boolean> {
    this.log.calls.push(`${this.at}*lights`);
    return on;
  }
}

/** How `fail` ends, by what it is asked. */
export const FAILURES = ['throw', 'conflict', 'teapot', 'lie', 'nothing'] as const;

/** A device whose commands return what they are given, with a request of every schema kind, and two mounts of one component. */
@Interface('dtmi:com:example:CommandProbe;1', { dtdl: 3 })
export class CommandProbe extends Calls {
  @Component(Motor) left = new Motor(this, 'left');
  @Component(Motor) right = new Motor(this, 'right');

  @Command({ request: 'boolean', response: 'boolean' }) echoBoolean(value: boolean): boolean {
    return this.#echoed('echoBoolean', value);
  }
  @Command({ request: 'date', response: 'date' }) echoDate(value: Date): Date {
    return this.#echoed('echoDate', value);
  }
  @Command({ request: 'dateTime', response: 'dateTime' }) echoDateTime(value: Date): Date {
    return this.#echoed('echoDateTime', value);
  }
  @Command({ request: 'double', response: 'double' }) echoDouble(value: number): number {
    return this.#echoed('echoDouble', value);
  }
  @Command({ request: 'duration', response: 'duration' }) echoDuration(value: string): string {
    return this.#echoed('echoDuration', value);
  }
  @Command({ request: 'long', response: 'long' }) echoLong(value: number): number {
    return this.#echoed('echoLong', value);
  }
  @Command({ request: 'string', response: 'string' }) echoString(value: string): string {
    return this.#echoed('echoString', value);
  }
  @Command({ request: 'time', response: 'time' }) echoTime(value: string): string {
    return this.#echoed('echoTime', value);
  }
  @Command({ request: enumOf({ off: 0, on: 1 }), response: enumOf({ off: 0, on: 1 }) })
  echoEnum(value: 0 | 1): 0 | 1 {
    return this.#echoed('echoEnum', value);
  }
  @Command({ request: array(Report), response: array(Report) })
  echoReports(value: Report[]): Report[] {
    return this.#echoed('echoReports', value);
  }
  @Command({ request: map(Report), response: map(Report) })
  echoMap(value: Record<string, Report>): Record<string, Report> {
    return this.#echoed('echoMap', value);
  }
  /** Takes whatever comes, and answers nothing. */
  @Command() ping(): void {
    this.calls.push('ping');
  }
  @Command({ request: enumOf(...FAILURES), response: 'integer' })
  fail(how: (typeof FAILURES)[number]): number {
    this.calls.push('fail');
    if (how === 'throw') throw new Error('broken');
    if (how === 'conflict') throw new CommandError(409, { reason: ['busy', 1] });
    if (how === 'teapot') throw new CommandError(418);
    if (how === 'nothing') return undefined as unknown as number; // an author may be untyped
    return 1.5; // no integer
  }

  #echoed<T>(name: string, value: T): T {
    this.calls.push(name);
    return value;
  }
}
