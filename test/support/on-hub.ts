import { azureTransport, connectionStringProvisioning } from '@iotpnp/azure';
import { startSession, type HostOptions, type Session, type SessionOptions } from '@iotpnp/core';
import { startHub, type Hub, type HubEvent, type HubOptions } from '@iotpnp/hub';
import { memoryLog, type LogLine } from '@iotpnp/testkit';

/** A device over Microsoft's SDK and TLS, its hub, and what the hub saw. */
export interface OnHub extends AsyncDisposable {
  readonly hub: Hub;
  readonly session: Session;
  readonly events: AsyncIterableIterator<HubEvent>;
  readonly lines: readonly LogLine[];
}

export const DEVICE = 'dev1';

/** Runs an app against an embedded hub of its own. */
export async function onHub(
  app: object,
  options: Partial<HostOptions & SessionOptions> & { hub?: HubOptions } = {},
): Promise<OnHub> {
  const { hub: hubOptions, ...rest } = options;
  const hub = await startHub({ port: 0, ...hubOptions });
  try {
    await hub.addDevice(DEVICE);
    const events = hub.events();
    const lines: LogLine[] = [];
    const session = await startSession(app, {
      transport: azureTransport(),
      provisioning: connectionStringProvisioning({
        connectionString: hub.connectionString(DEVICE),
        ca: hub.ca,
      }),
      log: memoryLog(lines),
      ...rest,
    });
    return {
      hub,
      session,
      events,
      lines,
      async [Symbol.asyncDispose]() {
        await session.close();
        await hub.close();
      },
    };
  } catch (error) {
    await hub.close();
    throw error;
  }
}

/** The next event of a type, those before it passed over. */
export async function next<T extends HubEvent['type']>(
  events: AsyncIterableIterator<HubEvent>,
  type: T,
): Promise<Extract<HubEvent, { type: T }>> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`the hub closed before any ${type}`);
    if (value.type === type) return value as Extract<HubEvent, { type: T }>;
  }
}
