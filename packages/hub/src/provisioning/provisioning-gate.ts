import type { IConnectPacket } from 'mqtt-packet';
import type { Objection } from '../auth/judge.js';
import { parseSasToken } from '../auth/sas.js';
import type { MqttClient, MqttGate, Wire } from '../mqtt/mqtt-gate.js';
import { refuse, type Refusal } from '../mqtt/refusal.js';
import type { Proof, Registrant } from './judge-registration.js';
import type { Provisioning } from './provisioning.js';
import { RegistrationPackets } from './registration-packets.js';

/** Longer ids are cut before they go into an event. */
const MAX_NAMED = 128;

/**
 * Lets devices in that want to be provisioned. They are no clients of the hub: a device of the same
 * name keeps its connection and its subscriptions there.
 */
export function provisioningGate(
  provisioning: Provisioning,
  isHub: (host: string) => boolean,
): MqttGate {
  const wires = new Map<string, Wire>();
  return {
    // A device of the hub may be called `registrations`: its user name begins with the hub's.
    isFor(username) {
      const names = namesIn(username);
      return names !== undefined && !isHub(names.idScope);
    },
    admit(connect, wire, { certificate }) {
      const names = namesIn(connect.username ?? '') ?? { idScope: '', registrationId: '' };
      const token = connect.password?.toString('utf8') ?? '';
      const registrant: Registrant = { ...names, token, certificate };
      const target = names.registrationId.slice(0, MAX_NAMED);
      const judged = provisioning.judge(registrant);
      const refusal = refusalOf(connect, registrant, judged);
      if (refusal !== undefined) return { ...refusal, target };
      // Who has proved nothing takes nobody's place.
      if (!('reason' in judged)) {
        wires.get(names.registrationId)?.end('at-once');
        wires.set(names.registrationId, wire);
      }
      const packets = new RegistrationPackets(registrant, provisioning, wire);
      const client: MqttClient = {
        sessionPresent: false,
        expiresAt: parseSasToken(token)?.expiresAt,
        welcomed: () => {},
        take: (packet) => packets.take(packet),
        left: () => {
          if (wires.get(names.registrationId) === wire) wires.delete(names.registrationId);
        },
      };
      return client;
    },
    refused: ({ target, ...objection }) => provisioning.refused(target, objection),
  };
}

function refusalOf(
  connect: IConnectPacket,
  { registrationId }: Registrant,
  judged: Proof | Objection,
): Refusal | undefined {
  if (connect.protocolVersion !== 4) {
    return refuse('protocol-version', 'only MQTT 3.1.1 is spoken here');
  }
  if (connect.clientId !== registrationId) {
    return refuse('client-id-mismatch', 'the client id is not the registration id');
  }
  if (!('reason' in judged) || isToldLater(judged)) return undefined;
  return refuse(judged.reason, judged.detail);
}

/** DPS says these in its answer to a registration, to whoever has shown what its id asks for. */
function isToldLater({ reason }: Objection): boolean {
  return reason === 'registration-disabled' || reason === 'certificate-invalid';
}

/** `{idScope}/registrations/{registrationId}/api-version=...`. */
function namesIn(username: string): Pick<Registrant, 'idScope' | 'registrationId'> | undefined {
  const [idScope = '', registrations, registrationId = ''] = username.split('/');
  if (registrations !== 'registrations' || idScope === '' || registrationId === '')
    return undefined;
  return { idScope, registrationId };
}
