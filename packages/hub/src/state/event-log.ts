import type { HubClock } from '../clock.js';
import type { HubEvent } from '../hub-event.js';
import type { TelemetryEvent } from '../telemetry-event.js';
import type { BufferedStream } from './buffered-stream.js';
import { EventFeed, type Select } from './event-feed.js';

type Undated<E> = E extends HubEvent ? Omit<E, 'at'> : never;
type TelemetryReceived = Extract<HubEvent, { readonly type: 'telemetry' }>;

/** Dates what happens and hands it to whoever watches. */
export class EventLog {
  readonly #clock: HubClock;
  readonly #feed = new EventFeed<HubEvent>();

  constructor(clock: HubClock) {
    this.#clock = clock;
  }

  record(event: Undated<HubEvent>): void {
    this.#feed.publish(Object.freeze({ ...event, at: new Date(this.#clock.now()) }));
  }

  /** The same for telemetry, of which there is more than of all else: no object is copied on the way. */
  recordTelemetry(telemetry: TelemetryEvent): void {
    const { deviceId, moduleId, enqueuedTime: at } = telemetry;
    const event: TelemetryReceived =
      moduleId === undefined
        ? { type: 'telemetry', deviceId, telemetry, at }
        : { type: 'telemetry', deviceId, moduleId, telemetry, at };
    this.#feed.publish(Object.freeze(event));
  }

  /** What happens from now on. */
  open<U>(select: Select<HubEvent, U>, signal?: AbortSignal): BufferedStream<U> {
    return this.#feed.open(select, signal);
  }

  /** Tells what happens from now on, at once; the listener changes nothing of the hub. */
  watch(listener: (event: HubEvent) => void): () => void {
    return this.#feed.watch(listener);
  }

  close(): void {
    this.#feed.close();
  }
}
