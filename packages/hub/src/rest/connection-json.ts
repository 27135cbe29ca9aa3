import type { HubState } from '../state/hub-state.js';

/** How IoT Hub writes a time that never was. */
const NEVER = '0001-01-01T00:00:00Z';

export function timeOf(ms: number | undefined): string {
  return ms === undefined ? NEVER : new Date(ms).toISOString();
}

/** What identities and twins say of a connection. */
export function connectionJson(state: HubState, target: string) {
  return {
    connectionState: state.connections.isConnected(target) ? 'Connected' : 'Disconnected',
    lastActivityTime: timeOf(state.activity.of(target).activity),
    cloudToDeviceMessageCount: state.outbox.pending(target),
  };
}
