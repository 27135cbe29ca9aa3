import type { IConnectPacket } from 'mqtt-packet';
import type { DeviceIdentity } from '../device-identity.js';
import type { RefusalReason } from '../hub-event.js';
import type { IncomingMessage } from '../state/device-link.js';
import type { Arrival } from '../state/session.js';
import { parsePropertyBag } from './property-bag.js';
import { isSignedWith, parseSasToken, type SasToken } from './sas.js';
import { telemetryBag } from './topics.js';
import { parseUsername, type Username } from './username.js';

export const CONNACK = {
  accepted: 0,
  wrongProtocolVersion: 1,
  clientIdMismatch: 2,
  unavailable: 3,
  notAuthorized: 5,
} as const;

/** What a CONNECT is judged by. */
export interface Judge {
  readonly find: (deviceId: string) => DeviceIdentity | undefined;
  /** Whether a host, as a device wrote it, is this hub. */
  readonly isOurs: (host: string) => boolean;
  readonly now: number;
}

export interface Refusal {
  readonly accepted: false;
  readonly returnCode: number;
  readonly reason: RefusalReason;
  readonly detail: string;
  readonly deviceId?: string;
}

export type Verdict = { readonly accepted: true; readonly arrival: Arrival } | Refusal;

/** Longer names are cut before they go into an event. */
const MAX_NAMED = 128;

/** Decides over a CONNECT by the device's SAS key. No detail holds a token or a part of one. */
export function authenticate(connect: IConnectPacket, judge: Judge): Verdict {
  if (connect.protocolVersion !== 4) {
    return refuse('protocol-version', 'only MQTT 3.1.1 is spoken here');
  }
  const username = parseUsername(connect.username ?? '');
  if (username === undefined) {
    return refuse('username-invalid', 'the user name is not {host}/{clientId}/?api-version=...');
  }
  const refusal =
    refuseName(connect, username, judge) ??
    refuseIdentity(username, judge) ??
    refuseToken(connect, username, judge);
  if (refusal !== undefined) return { ...refusal, deviceId: username.deviceId.slice(0, MAX_NAMED) };
  const { deviceId, modelId, apiVersion, clientType } = username;
  const will = willOf(connect, deviceId);
  if (will === 'invalid') {
    return { ...refuse('will-invalid', 'the will has no telemetry topic of the device'), deviceId };
  }
  const arrival: Arrival = {
    deviceId,
    protocol: 'mqtt',
    modelId,
    apiVersion,
    clientType,
    cleanSession: connect.clean === true,
    tokenExpiresAt: tokenOf(connect)?.expiresAt ?? 0,
    will,
  };
  return { accepted: true, arrival };
}

function refuseName(
  connect: IConnectPacket,
  username: Username,
  judge: Judge,
): Refusal | undefined {
  const { deviceId, moduleId, host } = username;
  const clientId = moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
  if (connect.clientId !== clientId) {
    return refuse('client-id-mismatch', 'the client id is not the one in the user name');
  }
  if (!judge.isOurs(host)) {
    const named = host.slice(0, MAX_NAMED);
    return refuse('wrong-host', `the user name is for ${named}, which is not this hub`);
  }
  return undefined;
}

function refuseIdentity(username: Username, judge: Judge): Refusal | undefined {
  const device = judge.find(username.deviceId);
  if (device === undefined) return refuse('device-unknown', 'no device of this id was added');
  if (!device.enabled) return refuse('device-disabled', 'the device is disabled');
  if (username.moduleId !== undefined) {
    return refuse('module-unknown', 'this hub has no module identities yet');
  }
  return undefined;
}

function refuseToken(
  connect: IConnectPacket,
  { deviceId }: Username,
  judge: Judge,
): Refusal | undefined {
  const token = tokenOf(connect);
  if (token === undefined) return refuse('token-invalid', 'the password is no SAS token');
  if (token.policy !== undefined) {
    return refuse('policy-unknown', 'tokens of a shared access policy are not taken');
  }
  if (!isFor(token, deviceId, judge)) {
    return refuse('wrong-resource', 'the token is for another hub or another device');
  }
  const device = judge.find(deviceId);
  const keys = device === undefined ? [] : [device.primaryKey, device.secondaryKey];
  if (!keys.map((key) => isSignedWith(token, key)).includes(true)) {
    return refuse('signature-mismatch', 'the token was signed with neither key of the device');
  }
  if (token.expiresAt <= judge.now) {
    const expiry = new Date(token.expiresAt).toISOString();
    return refuse('token-expired', `the token expired at ${expiry}`);
  }
  return undefined;
}

/** `{host}/devices/{id}`, the host in any case. */
function isFor(token: SasToken, deviceId: string, judge: Judge): boolean {
  const slash = token.resource.indexOf('/');
  const path = token.resource.slice(slash);
  return (
    slash > 0 &&
    judge.isOurs(token.resource.slice(0, slash)) &&
    (path === `/devices/${deviceId}` || path === `/devices/${encodeURIComponent(deviceId)}`)
  );
}

function tokenOf({ password }: IConnectPacket): SasToken | undefined {
  return parseSasToken(password?.toString('utf8') ?? '');
}

function willOf(
  connect: IConnectPacket,
  deviceId: string,
): IncomingMessage | 'invalid' | undefined {
  if (connect.will === undefined) return undefined;
  const { topic, payload, retain } = connect.will;
  const bag = telemetryBag(topic, deviceId);
  const message = bag === undefined ? undefined : parsePropertyBag(bag);
  if (message === undefined) return 'invalid';
  const retained = retain === true ? { 'mqtt-retain': 'true' } : {};
  return {
    systemProperties: message.systemProperties,
    properties: { ...message.properties, ...retained, 'iothub-MessageType': 'Will' },
    payload: Buffer.from(payload),
  };
}

const RETURN_CODES: { readonly [R in RefusalReason]?: number } = {
  'protocol-version': CONNACK.wrongProtocolVersion,
  'client-id-mismatch': CONNACK.clientIdMismatch,
  'takeover-rate': CONNACK.unavailable,
};

/** A refusal with the return code that official clients understand for it. */
export function refuse(reason: RefusalReason, detail: string): Refusal {
  const returnCode = RETURN_CODES[reason] ?? CONNACK.notAuthorized;
  return { accepted: false, returnCode, reason, detail };
}
