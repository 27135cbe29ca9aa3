import { isJsonObject, stringify, type JsonObject } from '@iotpnp/model';
import type { CallOptions } from '../call-options.js';
import type {
  AddDeviceOptions,
  AddOptions,
  Devices,
  Identity,
  ListedDevice,
  Modules,
} from '../identity.js';
import { textOf, timeOf } from '../json-fields.js';
import { deviceOf, moduleOf, targetOf, type Target } from '../target.js';
import { quoted } from './etag.js';
import {
  authenticationOf,
  identityBody,
  identityOf,
  identityPath,
  isConnected,
  objectOf,
  statusOf,
  subjectOf,
} from './identity-json.js';
import { queryPages } from './query.js';
import type { RestClient } from './rest-client.js';

export function devicesOf(rest: RestClient): Devices {
  return {
    add: (deviceId: string, options: AddDeviceOptions = {}) =>
      add(rest, { deviceId: deviceOf(deviceId) }, options),
    list: (options: CallOptions = {}) => listDevices(rest, options),
    get: async (deviceId: string, options: CallOptions = {}) =>
      identityOf(await read(rest, { deviceId: deviceOf(deviceId) }, options)),
    remove: (deviceId: string, options: CallOptions = {}) =>
      remove(rest, { deviceId: deviceOf(deviceId) }, options),
    setEnabled: (deviceId: string, enabled: boolean, options: CallOptions = {}) =>
      setEnabled(rest, { deviceId: deviceOf(deviceId), enabled }, options),
  };
}

export function modulesOf(rest: RestClient): Modules {
  return {
    add: (target: string, options: AddOptions = {}) => add(rest, moduleOf(target), options),
    list: (deviceId: string, options: CallOptions = {}) =>
      listModules(rest, deviceOf(deviceId), options),
    get: async (target: string, options: CallOptions = {}) =>
      identityOf(await read(rest, moduleOf(target), options)),
    remove: (target: string, options: CallOptions = {}) => remove(rest, moduleOf(target), options),
  };
}

/** All that a device or module needs to connect. */
export async function connectionStringOf(
  rest: RestClient,
  { target, hostName }: { target: string; hostName: string },
  options: CallOptions,
): Promise<string> {
  const { deviceId, moduleId } = targetOf(target);
  const json = await read(rest, targetOf(target), options);
  const authentication = isJsonObject(json['authentication']) ? json['authentication'] : {};
  const keys = isJsonObject(authentication['symmetricKey']) ? authentication['symmetricKey'] : {};
  const key = textOf(keys, 'primaryKey');
  const ofModule = moduleId === undefined ? '' : `;ModuleId=${moduleId}`;
  const proof = key === undefined ? 'x509=true' : `SharedAccessKey=${key}`;
  return `HostName=${hostName};DeviceId=${deviceId}${ofModule};${proof}`;
}

async function add(rest: RestClient, target: Target, options: AddDeviceOptions): Promise<Identity> {
  const subject = subjectOf(target);
  const body = stringify(identityBody(target, options));
  const path = identityPath(target);
  const { signal } = options;
  const { json } = await rest.json({ method: 'PUT', path, body, subject, signal });
  return identityOf(objectOf(json, subject));
}

async function read(
  rest: RestClient,
  target: Target,
  { signal }: CallOptions,
): Promise<JsonObject> {
  const subject = subjectOf(target);
  const path = identityPath(target);
  const { json } = await rest.json({ method: 'GET', path, subject, signal });
  return objectOf(json, subject);
}

async function remove(rest: RestClient, target: Target, { signal }: CallOptions): Promise<void> {
  const headers = { 'if-match': quoted('*') };
  const path = identityPath(target);
  await rest.call({ method: 'DELETE', path, headers, subject: subjectOf(target), signal });
}

async function setEnabled(
  rest: RestClient,
  { deviceId, enabled }: { deviceId: string; enabled: boolean },
  options: CallOptions,
): Promise<Identity> {
  const subject = subjectOf({ deviceId });
  const found = await read(rest, { deviceId }, options);
  const body = stringify({ ...found, status: statusOf(enabled) });
  const headers = { 'if-match': quoted(textOf(found, 'etag') ?? '*') };
  const { json } = await rest.json({
    method: 'PUT',
    path: identityPath({ deviceId }),
    body,
    headers,
    subject,
    signal: options.signal,
  });
  return identityOf(objectOf(json, subject));
}

async function* listDevices(
  rest: RestClient,
  { signal }: CallOptions,
): AsyncIterableIterator<ListedDevice> {
  for await (const json of queryPages(rest, 'SELECT * FROM devices', { signal })) {
    const modelId = textOf(json, 'modelId');
    const time = timeOf(json, 'lastActivityTime');
    yield {
      deviceId: textOf(json, 'deviceId') ?? '',
      enabled: json['status'] !== 'disabled',
      connected: isConnected(json),
      authentication: authenticationOf(json['authenticationType']),
      ...(modelId !== undefined && { modelId }),
      ...(time !== undefined && { lastActivityTime: time }),
    };
  }
}

async function listModules(
  rest: RestClient,
  deviceId: string,
  { signal }: CallOptions,
): Promise<readonly Identity[]> {
  const subject = subjectOf({ deviceId });
  const path = ['devices', deviceId, 'modules'];
  const { json } = await rest.json({ method: 'GET', path, subject, signal });
  return Array.isArray(json) ? json.filter(isJsonObject).map(identityOf) : [];
}
