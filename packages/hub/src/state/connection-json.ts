import type { Activity } from './activity.js';
import type { Connections } from './connections.js';
import type { Outbox } from './outbox.js';

/** How IoT Hub writes a time that never was. */
const NEVER = '0001-01-01T00:00:00Z';

export function timeOf(ms: number | undefined): string {
  return ms === undefined ? NEVER : new Date(ms).toISOString();
}

/** The parts of the state core that know of connections. */
export interface ConnectionReach {
  readonly connections: Connections;
  readonly activity: Activity;
  readonly outbox: Outbox;
}

/** What identities and twins say of a connection. */
export function connectionJson(state: ConnectionReach, target: string) {
  return {
    connectionState: state.connections.isConnected(target) ? 'Connected' : 'Disconnected',
    lastActivityTime: timeOf(state.activity.of(target).activity),
    cloudToDeviceMessageCount: state.outbox.pending(target),
  };
}
