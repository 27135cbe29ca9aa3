import type { IConnectPacket } from 'mqtt-packet';
import { objectionTo, type Judge, type Shown } from '../auth/judge.js';
import { parseSasToken } from '../auth/sas.js';
import type { IncomingMessage } from '../state/device-link.js';
import type { Arrival } from '../state/session.js';
import { targetOf } from '../target.js';
import type { Peer } from './mqtt-gate.js';
import { parsePropertyBag } from './property-bag.js';
import { refuse, type Refusal } from './refusal.js';
import { telemetryBag } from './topics.js';
import { parseUsername, type Username } from './username.js';

export type Verdict = { readonly accepted: true; readonly arrival: Arrival } | Refusal;

/** Longer names are cut before they go into an event. */
const MAX_NAMED = 128;

/** Decides over a CONNECT by the SAS token or the certificate of a device or module. No detail holds a token or a part of one. */
export function authenticate(connect: IConnectPacket, peer: Peer, judge: Judge): Verdict {
  if (connect.protocolVersion !== 4) {
    return refuse('protocol-version', 'only MQTT 3.1.1 is spoken here');
  }
  const username = parseUsername(connect.username ?? '');
  if (username === undefined) {
    return refuse('username-invalid', 'the user name is not {host}/{clientId}/?api-version=...');
  }
  const target = targetOf(username);
  const token = connect.password?.toString('utf8') ?? '';
  const shown = { token, certificate: peer.certificate };
  const refusal = refuseName(connect, username, judge) ?? refuseShown(target, shown, judge);
  if (refusal !== undefined) return { ...refusal, target: named(username) };
  const will = willOf(connect, target);
  if (will === 'invalid') {
    return { ...refuse('will-invalid', 'the will has no telemetry topic of the device'), target };
  }
  const { modelId, apiVersion, clientType } = username;
  const arrival: Arrival = {
    target,
    protocol: peer.protocol,
    modelId,
    apiVersion,
    clientType,
    cleanSession: connect.clean === true,
    tokenExpiresAt: parseSasToken(token)?.expiresAt,
    will,
  };
  return { accepted: true, arrival };
}

function refuseName(
  connect: IConnectPacket,
  username: Username,
  judge: Judge,
): Refusal | undefined {
  if (connect.clientId !== targetOf(username)) {
    return refuse('client-id-mismatch', 'the client id is not the one in the user name');
  }
  if (!judge.isOurs(username.host)) {
    const host = username.host.slice(0, MAX_NAMED);
    return refuse('wrong-host', `the user name is for ${host}, which is not this hub`);
  }
  return undefined;
}

function refuseShown(target: string, shown: Shown, judge: Judge): Refusal | undefined {
  const objection = objectionTo(target, shown, judge);
  return objection === undefined ? undefined : refuse(objection.reason, objection.detail);
}

function named({ deviceId, moduleId }: Username): string {
  return targetOf({
    deviceId: deviceId.slice(0, MAX_NAMED),
    ...(moduleId === undefined ? {} : { moduleId: moduleId.slice(0, MAX_NAMED) }),
  });
}

function willOf(connect: IConnectPacket, target: string): IncomingMessage | 'invalid' | undefined {
  if (connect.will === undefined) return undefined;
  const { topic, payload, retain } = connect.will;
  const bag = telemetryBag(topic, target);
  const message = bag === undefined ? undefined : parsePropertyBag(bag);
  if (message === undefined) return 'invalid';
  const retained = retain === true ? { 'mqtt-retain': 'true' } : {};
  return {
    systemProperties: message.systemProperties,
    properties: { ...message.properties, ...retained, 'iothub-MessageType': 'Will' },
    payload: Buffer.from(payload),
  };
}
