import { parsePropertyBag, type MessageProperties } from './property-bag.js';
import { telemetryBag } from './topics.js';

/** Reads the telemetry topics of one device or module, which uses few, and most of them again and again. */
export class TelemetryTopics {
  readonly #target: string;
  #topic = '';
  #said: MessageProperties | 'malformed' | undefined;

  constructor(target: string) {
    this.#target = target;
  }

  /** What a topic says; `undefined` when it is none of telemetry. */
  read(topic: string): MessageProperties | 'malformed' | undefined {
    if (topic !== this.#topic) {
      const bag = telemetryBag(topic, this.#target);
      this.#said = bag === undefined ? undefined : (parsePropertyBag(bag) ?? 'malformed');
      this.#topic = topic;
    }
    return this.#said;
  }
}
