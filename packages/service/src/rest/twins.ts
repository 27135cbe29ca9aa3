import { isJsonObject, stringify, type JsonObject } from '@iotpnp/model';
import type { CallOptions, ChangeOptions } from '../call-options.js';
import { serviceError } from '../error-codes.js';
import { textOf } from '../json-fields.js';
import { targetOf, type Target } from '../target.js';
import type { Twin, TwinPatch } from '../twin.js';
import { quoted } from './etag.js';
import { isConnected, objectOf, subjectOf } from './identity-json.js';
import type { RestClient } from './rest-client.js';

export async function readTwin(
  rest: RestClient,
  text: string,
  { signal }: CallOptions,
): Promise<Twin> {
  const target = targetOf(text);
  const subject = subjectOf(target);
  const { json } = await rest.json({ method: 'GET', path: twinPath(target), subject, signal });
  return twinOf(objectOf(json, subject));
}

export interface TwinChange {
  readonly target: string;
  /** Merge, or put in place of what is there. */
  readonly method: 'PATCH' | 'PUT';
  readonly patch: TwinPatch;
}

export async function writeTwin(
  rest: RestClient,
  { target: text, method, patch }: TwinChange,
  { etag = '*', signal }: ChangeOptions,
): Promise<Twin> {
  const target = targetOf(text);
  const subject = subjectOf(target);
  const { tags, desired } = patch;
  const body = stringifyPatch({
    ...(tags !== undefined && { tags }),
    ...(desired !== undefined && { properties: { desired } }),
  });
  const headers = { 'if-match': quoted(etag) };
  const path = twinPath(target);
  const { json } = await rest.json({ method, path, body, headers, subject, signal });
  return twinOf(objectOf(json, subject));
}

/** Where the twin is. */
function twinPath({ deviceId, moduleId }: Target): readonly string[] {
  return ['twins', deviceId, ...(moduleId === undefined ? [] : ['modules', moduleId])];
}

function stringifyPatch(body: JsonObject): string {
  try {
    return stringify(body);
  } catch (cause) {
    throw serviceError('PNP_SERVICE_ARGUMENT', 'the change of the twin is no JSON', {
      hint: 'give plain objects, arrays, strings, numbers, booleans and null',
      cause,
    });
  }
}

function twinOf(json: JsonObject): Twin {
  const properties = isJsonObject(json['properties']) ? json['properties'] : {};
  const [desired, reported] = [sectionOf(properties['desired']), sectionOf(properties['reported'])];
  const moduleId = textOf(json, 'moduleId');
  const modelId = textOf(json, 'modelId');
  return {
    deviceId: textOf(json, 'deviceId') ?? '',
    ...(moduleId !== undefined && { moduleId }),
    ...(modelId !== undefined && { modelId }),
    connected: isConnected(json),
    enabled: json['status'] !== 'disabled',
    etag: textOf(json, 'etag') ?? '',
    version: Number(json['version'] ?? 0),
    tags: isJsonObject(json['tags']) ? json['tags'] : {},
    desired: desired.values,
    reported: reported.values,
    metadata: { desired: desired.metadata, reported: reported.metadata },
  };
}

function sectionOf(json: unknown): { values: JsonObject; metadata: JsonObject } {
  const { $metadata, ...values } = isJsonObject(json) ? json : {};
  return { values, metadata: isJsonObject($metadata) ? $metadata : {} };
}
