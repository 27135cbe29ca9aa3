import type { HubEvent } from '../hub-event.js';
import { targetOf } from '../target.js';
import type { EventLog } from './event-log.js';

/** When something was last heard of a device or module, in milliseconds since 1970. */
export interface LastHeard {
  /** It connected, sent, received or asked something. */
  readonly activity?: number;
  /** Its connection began or ended. */
  readonly connection?: number;
}

const CONNECTIONS: ReadonlySet<HubEvent['type']> = new Set(['connected', 'disconnected']);
const ACTIVITIES: ReadonlySet<HubEvent['type']> = new Set([
  'connected',
  'telemetry',
  'reported',
  'twin-read',
  'subscribed',
  'message-completed',
  'file-uploaded',
]);
const NEVER: LastHeard = {};

/** When devices and modules were last heard, since the hub started. */
export class Activity {
  readonly #heard = new Map<string, LastHeard>();

  constructor(log: EventLog) {
    log.watch((event) => this.#note(event));
  }

  of(target: string): LastHeard {
    return this.#heard.get(target) ?? NEVER;
  }

  forget(target: string): void {
    this.#heard.delete(target);
  }

  #note(event: HubEvent): void {
    const isActivity = ACTIVITIES.has(event.type);
    const isConnection = CONNECTIONS.has(event.type);
    const { deviceId } = event;
    if (deviceId === undefined || (!isActivity && !isConnection)) return;
    const target = targetOf({ ...event, deviceId });
    const at = event.at.getTime();
    this.#heard.set(target, {
      ...this.#heard.get(target),
      ...(isActivity ? { activity: at } : {}),
      ...(isConnection ? { connection: at } : {}),
    });
  }
}
