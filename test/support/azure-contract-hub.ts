import { setTimeout as passed } from 'node:timers/promises';
import {
  azureTransport,
  connectionStringProvisioning,
  type AzureTransportOptions,
} from '@iotpnp/azure';
import { startHub } from '@iotpnp/hub';
import { FakeClock, type ContractHub, type OpenContractHub } from '@iotpnp/testkit';
import { recordOf } from './hub-record.js';
import { tcpRelay } from './tcp-relay.js';

const PATIENCE_MS = 10_000;
/** Two thirds of what a token is good for: a renewal while the hub's keep-alive still holds. */
const RENEWED_AFTER_SECONDS = 1_200;
const RENEW_BEFORE_SECONDS = 2_400;
/** The longest that IoT Hub allows: a test may let that much time pass between two messages. */
const KEEP_ALIVE_SECONDS = 1_767;

/** The far side of the azure transport: an embedded hub behind a network that can break, and what it has recorded. */
export const openAzureContractHub: OpenContractHub = (asked) => open(asked, {});

/** The same, through WebSockets. */
export const openWebSocketContractHub: OpenContractHub = (asked) =>
  open(asked, { webSockets: true });

async function open(
  { module }: Parameters<OpenContractHub>[0],
  way: Pick<AzureTransportOptions, 'webSockets'>,
): Promise<ContractHub> {
  const target = module ? 'dev1/mod1' : 'dev1';
  const clock = new FakeClock();
  const hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  if (module) await hub.addModule(target);
  const relay = await tcpRelay(hub);
  const seen = recordOf(hub);
  const transport = azureTransport({
    tokenValidForSeconds: RENEWED_AFTER_SECONDS + RENEW_BEFORE_SECONDS,
    tokenRenewBeforeSeconds: RENEW_BEFORE_SECONDS,
    keepAliveSeconds: KEEP_ALIVE_SECONDS,
    ...way,
  });
  const provisioning = connectionStringProvisioning({
    connectionString: `${hub.connectionString(target)};GatewayHostName=${relay.hostName}`,
    ca: hub.ca,
  });
  const contractHub: ContractHub = {
    transport,
    provisioning,
    clock,
    patienceMs: PATIENCE_MS,
    connects: seen.connects,
    telemetry: seen.telemetry,
    turn: () => passed(1),
    cut: (by) => (by === 'hub' ? hub.disconnect(target) : relay.cut()),
    setEnabled: (enabled) => hub.setEnabled('dev1', enabled),
    restart: ({ sessions }) => hub.restart({ sessions: sessions === 'kept' ? 'keep' : 'lose' }),
    async renewCredentials(meanwhile) {
      // Microsoft's client says goodbye and comes back with its new token: nobody listens in between.
      const back = new Promise<void>((resolve) => {
        seen.atNext('disconnected', () => {
          meanwhile();
          seen.atNext('connected', resolve);
        });
      });
      await clock.advance(RENEWED_AFTER_SECONDS * 1_000);
      await back;
    },
    twin: {
      get desired() {
        return hub.twin(target).desired;
      },
      get reported() {
        return hub.twin(target).reported;
      },
      reports: seen.reports,
      desire: (patch) => hub.desire(target, patch),
      desireUnheard(patch) {
        hub.faults.loseDesired(target);
        return hub.desire(target, patch);
      },
      push: (patch) => hub.faults.push(target, patch),
      answerReports: (...faults) =>
        hub.faults.answerReports(
          target,
          ...faults.map((fault) => (fault === 'apply-and-be-silent' ? 'silent' : fault)),
        ),
      refuseReports: (refused) => hub.faults.refuseReports(target, refused),
      recreate: () => hub.recreate(target),
    },
    commands: { invoke: (name, payload) => hub.invoke(target, name, payload) },
    messages: {
      send: (body, options) => hub.sendToDevice(target, body, options),
      taken: seen.taken,
    },
    inputs: {
      send: (input, body, options) => hub.sendToInput(target, input, body, options),
    },
    files: seen.files,
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await hub.close();
      await seen.ended;
    },
  };
  return contractHub;
}
