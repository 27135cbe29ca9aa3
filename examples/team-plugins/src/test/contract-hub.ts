import { createHmac } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { FakeClock, type ContractHub, type ReceivedTelemetry } from '@iotpnp/testkit';
import type { Json, ProvisioningPlugin } from '@iotpnp/core';
import { acmeMqtt } from '../mqtt/mqtt.js';
import { readTelemetry } from '../mqtt/topics.js';
import { Broker, type Heard } from './broker.js';

const DEVICE = 'dev1';
const KEY = Buffer.from('the key of dev1').toString('base64');
const PATIENCE_MS = 5_000;
const TELEMETRY = /^acme\/dev1\/telemetry(?:\/(.*))?$/u;

export interface AcmeContractHub extends ContractHub {
  readonly broker: Broker;
  /** What the device said of being there, in order. */
  readonly statuses: readonly Status[];
}

interface Status {
  readonly online: boolean;
  readonly modelId?: string;
}

/** The far side of the transport: a real broker on a socket, and a back end that listens to it. */
export async function openAcmeContractHub(): Promise<AcmeContractHub> {
  const broker = await Broker.start({ [DEVICE]: KEY });
  const clock = new FakeClock();
  return {
    transport: acmeMqtt({ tls: false, keepAliveSeconds: 3_600 }),
    provisioning: provisioningAt(broker.hub),
    clock,
    patienceMs: PATIENCE_MS,
    get connects() {
      const there = broker.heard.flatMap(status).filter(({ online }) => online);
      return there.map(({ modelId }) => ({ deviceId: DEVICE, ...(modelId && { modelId }) }));
    },
    broker,
    get statuses() {
      return broker.heard.flatMap(status);
    },
    get telemetry() {
      return broker.heard.flatMap(received);
    },
    turn: () => passed(1),
    cut: (by) => broker.cut(DEVICE, by),
    setEnabled: async (enabled) => broker.setEnabled(DEVICE, enabled),
    restart: () => broker.restart(),
    async renewCredentials(meanwhile) {
      meanwhile(); // a password does not end
    },
    commands: { invoke: (name, payload) => broker.invoke(DEVICE, name, payload) },
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}

function provisioningAt(hub: string): ProvisioningPlugin {
  const sign = async (text: string) =>
    createHmac('sha256', Buffer.from(KEY, 'base64')).update(text, 'utf8').digest('base64');
  const identity = { hub, deviceId: DEVICE, auth: { kind: 'sas' as const, sign } };
  return { kind: 'provisioning', name: 'fixed', apiVersion: 1, provision: async () => identity };
}

function status({ topic, payload }: Heard): Status[] {
  return topic === `acme/${DEVICE}/status` ? [JSON.parse(payload) as Status] : [];
}

function received({ topic, payload }: Heard): ReceivedTelemetry[] {
  const match = TELEMETRY.exec(topic);
  if (match === null) return [];
  const { createdAt, properties, body: text } = readTelemetry(payload);
  return [
    {
      component: match[1],
      output: undefined,
      body: JSON.parse(text) as Json,
      text,
      // all that goes over these topics is
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      properties,
      createdAt,
    },
  ];
}
