import type { Json } from '@iotpnp/model';
import type { TelemetryOperation } from '../middleware.js';

/** What one synchronous run of the author's code has set. */
export interface TurnResult {
  /** In the order in which their first values were set. */
  readonly messages: readonly TelemetryOperation[];
}

const NO_PROPERTIES: Readonly<Record<string, string>> = Object.freeze({});

/** A message that values still go into. */
type OpenMessage = TelemetryOperation & { readonly values: Record<string, Json> };

/**
 * Gathers the telemetry of one turn and hands it over in one microtask: the telemetries of one
 * component share a message; a second value of the same one starts the next, so none is lost.
 */
export class Turn {
  readonly #open = new Map<string | undefined, OpenMessage>();
  #messages: OpenMessage[] = [];
  #scheduled = false;

  constructor(
    readonly now: () => number,
    readonly flushed: (result: TurnResult) => void,
  ) {}

  /** Whether something waits for this turn's end. */
  get pending(): boolean {
    return this.#scheduled;
  }

  telemetry(component: string | undefined, name: string, value: Json): void {
    let message = this.#open.get(component);
    if (!message || Object.hasOwn(message.values, name)) {
      const createdAt = new Date(this.now());
      message = { component, values: {}, properties: NO_PROPERTIES, createdAt };
      this.#open.set(component, message);
      this.#messages.push(message);
    }
    message.values[name] = value;
    this.schedule();
  }

  /** Ends the turn once the running code has returned. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.flush());
  }

  flush(): void {
    this.#scheduled = false;
    const messages = this.#messages;
    this.#messages = [];
    this.#open.clear();
    this.flushed({ messages });
  }
}
