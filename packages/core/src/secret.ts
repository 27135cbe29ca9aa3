const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** A text that prints as `[redacted]` wherever it ends up by mistake: in a log, in JSON, in a template. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Call it where it is used, never to pass it on. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [INSPECT](): string {
    return '[redacted]';
  }
}
