import assert from 'node:assert/strict';
import { registrationPayload, type JsonObject, type ProvisioningPlugin } from '@iotpnp/core';
import type { ContractTest } from '../contract-test.js';
import { Thermostat } from '../contract-devices.js';
import { Instrument } from './telemetry-devices.js';

const MODEL_ID = 'dtmi:com:example:Instrument;1';
const MODEL_ID_OF_MODULE = 'dtmi:com:example:Thermostat;1';

/** Rows A of the conventions: the model id. */
export const announceTests: readonly ContractTest[] = [
  {
    name: 'A1 announces the model id with every connect, and never as anything else',
    needs: ['modelId'],
    async run(bench) {
      const session = await bench.start(new Instrument());
      bench.hub.cut('hub');
      await bench.away(session);
      await bench.back(session);
      const announced = bench.hub.connects.map(({ modelId }) => modelId);
      assert.deepEqual(announced, [MODEL_ID, MODEL_ID]);
    },
  },
  {
    name: 'A1 announces the model id of a module',
    needs: ['modelId', 'moduleIo'],
    module: true,
    async run(bench) {
      await bench.start(new Thermostat());
      const [connect] = bench.hub.connects;
      assert.deepEqual(connect, {
        deviceId: 'dev1',
        moduleId: 'mod1',
        modelId: MODEL_ID_OF_MODULE,
      });
    },
  },
  {
    name: 'A1 refuses a transport that cannot announce it, unless that is allowed',
    needs: [],
    async run(bench) {
      const { transport } = bench.hub;
      const mute = { ...transport, supports: { ...transport.supports, modelId: false } };
      await assert.rejects(bench.start(new Instrument(), { transport: mute }), {
        code: 'PNP_TRANSPORT_NO_MODEL_ID',
      });
      assert.deepEqual(bench.hub.connects, []);
      await bench.start(new Instrument(), { transport: mute, allowUnannounced: true });
      assert.equal(bench.hub.connects.length, 1);
    },
  },
  {
    name: 'A2 hands the model id to provisioning, whose registration payload it is',
    needs: [],
    async run(bench) {
      const payloads: JsonObject[] = [];
      const provisioning: ProvisioningPlugin = {
        kind: 'provisioning',
        name: 'recording',
        apiVersion: 1,
        provision(request) {
          payloads.push(registrationPayload(request.modelId));
          return bench.hub.provisioning.provision(request);
        },
      };
      await bench.start(new Instrument(), { provisioning });
      assert.deepEqual(payloads, [{ modelId: MODEL_ID }]);
    },
  },
];
