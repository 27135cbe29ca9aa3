import {
  azureTransport,
  connectionStringProvisioning,
  type AzureTransportOptions,
} from '@iotpnp/azure';
import {
  memoryStateStore,
  type Clock,
  type ConnectionError,
  type ConnectRequest,
  type DeviceIdentity,
  type InboundMessage,
  type Link,
  type MessageOutcome,
} from '@iotpnp/core';
import type { Hub } from '@iotpnp/hub';
import { FakeClock, memoryLog, type LogLine } from '@iotpnp/testkit';

export interface AzureDeviceOptions {
  readonly transport?: AzureTransportOptions;
  readonly receives?: Partial<ConnectRequest['receives']>;
  /** What is dialled in the hub's stead. */
  readonly gateway?: string;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly onMessage?: (message: InboundMessage) => Promise<MessageOutcome>;
}

/** A bare link of the transport, without a session, and what its sink was told. */
export interface AzureDevice {
  readonly opening: Promise<Link>;
  readonly messages: readonly InboundMessage[];
  readonly ends: readonly ConnectionError[];
  readonly lines: readonly LogLine[];
}

const MODEL = 'dtmi:com:example:Probe;1';

export async function identityOf(
  hub: Hub,
  target: string,
  gateway?: string,
): Promise<DeviceIdentity> {
  const dialled = gateway === undefined ? '' : `;GatewayHostName=${gateway}`;
  const connectionString = hub.connectionString(target) + dialled;
  return connectionStringProvisioning({ connectionString, ca: hub.ca }).provision({
    modelId: MODEL,
    device: undefined,
    previous: undefined,
    reason: 'start',
    state: memoryStateStore(),
    signal: new AbortController().signal,
    log: memoryLog([]),
    clock: new FakeClock(),
  });
}

/** Begins to connect `dev1`, or `dev1/mod1`. */
export async function azureDevice(
  hub: Hub,
  target: string,
  options: AzureDeviceOptions = {},
): Promise<AzureDevice> {
  const messages: InboundMessage[] = [];
  const ends: ConnectionError[] = [];
  const lines: LogLine[] = [];
  const { onMessage = async () => 'complete' } = options;
  const opening = azureTransport(options.transport).connect({
    identity: await identityOf(hub, target, options.gateway),
    modelId: MODEL,
    receives: { cloudMessages: false, inputs: false, ...options.receives },
    sink: {
      desired: () => {},
      command: async () => ({ status: 200, payload: null }),
      message: (message) => {
        messages.push(message);
        return onMessage(message);
      },
      resync: () => {},
      down: (cause) => void ends.push(cause),
    },
    signal: options.signal ?? new AbortController().signal,
    log: memoryLog(lines),
    clock: options.clock ?? { now: Date.now, after: () => () => {} },
  });
  return { opening, messages, ends, lines };
}
