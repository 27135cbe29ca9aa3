import type { HubEvent } from '../hub-event.js';
import { targetOf } from '../target.js';
import type { EventLog } from './event-log.js';

/** When something was last heard of a device or module, in milliseconds since 1970. */
interface LastHeard {
  /** It connected, sent, received or asked something. */
  activity?: number;
  /** Its connection began or ended. */
  connection?: number;
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
const NEVER: Readonly<LastHeard> = {};

/** When devices and modules were last heard, since the hub started. */
export class Activity {
  readonly #heard = new Map<string, LastHeard>();

  constructor(log: EventLog) {
    log.watch((event) => this.#note(event));
  }

  of(target: string): Readonly<LastHeard> {
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
    const { moduleId } = event;
    const target = moduleId === undefined ? deviceId : targetOf({ deviceId, moduleId });
    const heard = this.#heard.get(target) ?? {};
    const at = event.at.getTime();
    if (isActivity) heard.activity = at;
    if (isConnection) heard.connection = at;
    this.#heard.set(target, heard);
  }
}
