import type { Json, TelemetryMessage } from '@iotpnp/core';
import { FakeClock, settled } from '../fake-clock.js';
import { MemoryDevice } from '../memory/memory-device.js';
import type { ContractHub, OpenContractHub, ReceivedTelemetry } from './contract-hub.js';

const SUB = '$.sub';
/** Nothing here waits for the machine: what does not come soon does not come. */
const PATIENCE_MS = 500;

/** The far side of the transport in memory. */
export const openMemoryContractHub: OpenContractHub = async ({ module }) => {
  const device = new MemoryDevice(module ? 'dev1/mod1' : 'dev1');
  const hub: ContractHub = {
    transport: device.transport,
    provisioning: device.provisioning,
    clock: new FakeClock(),
    patienceMs: PATIENCE_MS,
    get connects() {
      return device.connects.map(({ identity, modelId }) => {
        const { deviceId, moduleId } = identity;
        return { deviceId, modelId, ...(moduleId !== undefined && { moduleId }) };
      });
    },
    get telemetry() {
      return device.telemetry.map(received);
    },
    turn: settled,
    cut: () => device.cut(),
    setEnabled: async (enabled) => device.setEnabled(enabled),
    restart: async () => device.cut(),
    renewCredentials: async (meanwhile) => device.renewToken(meanwhile),
    twin: {
      get desired() {
        return device.desired;
      },
      get reported() {
        return device.reported;
      },
      reports: device.reports,
      desire: (patch) => device.desire(patch),
      desireUnheard: (patch) => device.twin.desire(patch).$version,
      push: (patch) => device.push(patch),
      answerReports: (...faults) => void device.reportFaults.push(...faults),
      refuseReports(refused) {
        device.judge = (patch) => {
          if (refused(patch)) throw new Error('the test refuses the patch');
        };
      },
      async recreate() {
        device.twin.recreate();
        device.cut();
      },
    },
    commands: { invoke: (name, payload) => device.invoke(name, payload) },
    messages: {
      send: (body, options) => device.sendToDevice(body, options),
      get taken() {
        const taken = device.deliveries.filter(({ outcome }) => outcome !== 'abandon');
        return taken.map(({ messageId }) => messageId);
      },
    },
    inputs: { send: (input, body, options) => device.sendToInput(input, body, options) },
    files: device.files,
    async [Symbol.asyncDispose]() {},
  };
  return hub;
};

/** As a hub reads it: the component by its marker alone. */
function received(message: TelemetryMessage): ReceivedTelemetry {
  const { [SUB]: component, ...properties } = message.properties;
  const { output, body: text, contentType, contentEncoding, createdAt } = message;
  const body = JSON.parse(text) as Json;
  return { component, output, body, text, contentType, contentEncoding, properties, createdAt };
}
