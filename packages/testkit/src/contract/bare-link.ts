import {
  memoryStateStore,
  silentLogger,
  type CommandRequest,
  type ConnectionError,
  type ConnectRequest,
  type DeviceIdentity,
  type DeviceSink,
  type InboundMessage,
  type JsonObject,
  type Link,
  type TelemetryMessage,
} from '@iotpnp/core';
import type { ContractBench } from './contract-bench.js';

const MODEL_ID = 'dtmi:com:example:Bare;1';

/** A sink that keeps what it is told. */
export interface Heard {
  readonly sink: DeviceSink;
  readonly desired: JsonObject[];
  readonly commands: CommandRequest[];
  readonly messages: InboundMessage[];
  readonly downs: ConnectionError[];
  readonly resyncs: number;
}

/** A link without a session, and what reached its sink. Disposal closes it. */
export interface BareLink extends AsyncDisposable {
  readonly link: Link;
  readonly heard: Heard;
}

export async function identityOf({ hub }: ContractBench): Promise<DeviceIdentity> {
  return hub.provisioning.provision({
    modelId: MODEL_ID,
    device: undefined,
    previous: undefined,
    reason: 'start',
    state: memoryStateStore(),
    signal: new AbortController().signal,
    log: silentLogger,
    clock: hub.clock,
  });
}

/** Begins to connect. */
export function connecting(
  bench: ContractBench,
  identity: DeviceIdentity,
  signal = new AbortController().signal,
): { readonly opening: Promise<Link>; readonly heard: Heard } {
  const { transport, clock } = bench.hub;
  const heard = listener();
  const request: ConnectRequest = {
    identity,
    modelId: MODEL_ID,
    receives: { cloudMessages: transport.supports.cloudMessages, inputs: false },
    sink: heard.sink,
    signal,
    log: silentLogger,
    clock,
  };
  return { opening: transport.connect(request), heard };
}

export async function opened(bench: ContractBench): Promise<BareLink> {
  const { opening, heard } = connecting(bench, await identityOf(bench));
  const link = await opening;
  const close = () => bench.passing(Promise.resolve(link[Symbol.asyncDispose]()));
  return { link, heard, [Symbol.asyncDispose]: close };
}

/** A telemetry message as core makes them. */
export function telemetry(values: JsonObject): TelemetryMessage {
  return {
    body: JSON.stringify(values),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    properties: {},
    createdAt: new Date('2026-01-01T00:00:00Z'),
  };
}

/** Answers commands 200 with their payload, and completes messages. */
function listener(): Heard {
  const desired: JsonObject[] = [];
  const commands: CommandRequest[] = [];
  const messages: InboundMessage[] = [];
  const downs: ConnectionError[] = [];
  let resyncs = 0;
  const sink: DeviceSink = {
    desired: (patch) => void desired.push(patch),
    async command(request) {
      commands.push(request);
      return { status: 200, payload: { echo: request.name } };
    },
    async message(message) {
      messages.push(message);
      return 'complete';
    },
    resync() {
      resyncs += 1;
    },
    down: (cause) => void downs.push(cause),
  };
  return {
    sink,
    desired,
    commands,
    messages,
    downs,
    get resyncs() {
      return resyncs;
    },
  };
}
