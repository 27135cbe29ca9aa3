import type { JsonObject } from '@iotpnp/model';

const MAX_SECONDS = 86_400;
const MAX_COUNT = 10_000;

/** Reads the fields of one command, and gathers all that is wrong with them. */
export class CommandFields {
  readonly problems: string[] = [];
  readonly #fields: JsonObject;
  readonly #known = new Set<string>();

  constructor(fields: JsonObject) {
    this.#fields = fields;
  }

  /** What is read in place of a field at fault is never used: there are problems. */
  target(): string {
    const target = this.optionalTarget();
    if (this.#fields['target'] === undefined) {
      this.problems.push('target is missing: a device, or device/module');
    }
    return target ?? '';
  }

  optionalTarget(): string | undefined {
    const target = this.#read('target');
    if (target === undefined || (typeof target === 'string' && target !== '')) return target;
    this.problems.push('target is no text: a device, or device/module');
    return undefined;
  }

  seconds(): number {
    const seconds = this.#read('seconds');
    if (typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_SECONDS) return seconds;
    this.problems.push(`seconds is a number of 0 to ${MAX_SECONDS}`);
    return 0;
  }

  /** 1 unless said. */
  count(): number {
    const count = this.#read('count') ?? 1;
    if (Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MAX_COUNT) {
      return Number(count);
    }
    this.problems.push(`count is a whole number of 1 to ${MAX_COUNT}`);
    return 1;
  }

  oneOf<T extends string>(name: string, choices: readonly T[], otherwise?: T): T | undefined {
    const value = this.#read(name) ?? otherwise;
    const choice = choices.find((each) => each === value);
    if (choice === undefined) this.problems.push(`${name} is one of ${choices.join(', ')}`);
    return choice;
  }

  /** An answer, as often as the count says. */
  answers<T extends string>(choices: readonly T[]): readonly T[] {
    const answer = this.oneOf('answer', choices);
    const count = this.count();
    return answer === undefined ? [] : Array.from({ length: count }, () => answer);
  }

  /** Nothing but what was read belongs here. */
  end(): void {
    for (const name of Object.keys(this.#fields)) {
      if (!this.#known.has(name)) {
        this.problems.push(`${JSON.stringify(name.slice(0, 50))} does not belong to this fault`);
      }
    }
  }

  #read(name: string): JsonObject[string] | undefined {
    this.#known.add(name);
    return this.#fields[name];
  }
}
