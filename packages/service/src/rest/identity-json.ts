import { isJsonObject, type JsonObject } from '@iotpnp/model';
import type { AddDeviceOptions, AuthenticationType, Identity } from '../identity.js';
import { textOf, timeOf } from '../json-fields.js';
import { targetText, type Target } from '../target.js';
import { noJson } from './rest-client.js';

/** `device dev1`, or `module dev1/mod1`, as errors name it. */
export function subjectOf(target: Target): string {
  return `${target.moduleId === undefined ? 'device' : 'module'} ${targetText(target)}`;
}

/** Where the registry has it. */
export function identityPath({ deviceId, moduleId }: Target): readonly string[] {
  return ['devices', deviceId, ...(moduleId === undefined ? [] : ['modules', moduleId])];
}

/** What the registry is sent of a new identity. */
export function identityBody(target: Target, options: AddDeviceOptions): JsonObject {
  const { deviceId, moduleId } = target;
  const ids = moduleId === undefined ? { deviceId } : { deviceId, moduleId };
  const status = moduleId === undefined && { status: statusOf(options.enabled ?? true) };
  return { ...ids, ...status, authentication: authenticationBody(options) };
}

export function statusOf(enabled: boolean): string {
  return enabled ? 'enabled' : 'disabled';
}

function authenticationBody({ x509, primaryKey, secondaryKey }: AddDeviceOptions): JsonObject {
  if (x509 === 'ca') return { type: 'certificateAuthority' };
  if (x509 !== undefined) {
    const { primaryThumbprint, secondaryThumbprint } = x509;
    const secondary = secondaryThumbprint !== undefined && { secondaryThumbprint };
    return { type: 'selfSigned', x509Thumbprint: { primaryThumbprint, ...secondary } };
  }
  // the hub makes both or none
  const primary = primaryKey ?? secondaryKey;
  if (primary === undefined) return { type: 'sas' };
  const symmetricKey = { primaryKey: primary, secondaryKey: secondaryKey ?? primary };
  return { type: 'sas', symmetricKey };
}

/** The object of the answer, as it came. @throws PNP_SERVICE_PROTOCOL */
export function objectOf(json: unknown, subject: string): JsonObject {
  if (isJsonObject(json)) return json;
  throw noJson(subject);
}

/** What the registry says, without its secrets. */
export function identityOf(json: JsonObject): Identity {
  const authentication = isJsonObject(json['authentication']) ? json['authentication'] : {};
  const moduleId = textOf(json, 'moduleId');
  const time = timeOf(json, 'lastActivityTime');
  return {
    deviceId: textOf(json, 'deviceId') ?? '',
    ...(moduleId !== undefined && { moduleId }),
    enabled: json['status'] !== 'disabled',
    connected: isConnected(json),
    authentication: authenticationOf(authentication['type']),
    generationId: textOf(json, 'generationId') ?? '',
    etag: textOf(json, 'etag') ?? '',
    ...(time !== undefined && { lastActivityTime: time }),
  };
}

export function isConnected(json: JsonObject): boolean {
  return textOf(json, 'connectionState')?.toLowerCase() === 'connected';
}

export function authenticationOf(type: unknown): AuthenticationType {
  return type === 'selfSigned' || type === 'certificateAuthority' || type === 'none' ? type : 'sas';
}
