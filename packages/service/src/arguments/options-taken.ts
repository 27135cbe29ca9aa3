import type { CallOptions, ChangeOptions } from '../call-options.js';
import type { AddDeviceOptions, AddOptions } from '../identity.js';
import type { SendOptions } from '../message.js';
import type { InvokeOptions } from '../method.js';
import type { QueryOptions } from '../query-options.js';
import type { RequestOptions, ServiceOptions } from '../service.js';
import type { MonitorOptions } from '../telemetry.js';
import type { TwinPatch } from '../twin.js';
import {
  anything,
  count,
  date,
  filled,
  flag,
  having,
  isRecord,
  key,
  number,
  object,
  oneOf,
  signal,
  startingPoint,
  text,
  texts,
  thumbprint,
  type Kind,
} from './kinds.js';

/** A kind for each option there is, and for no other. */
type Taken<T> = { readonly [Name in keyof T]-?: Kind };

export const SERVICE_OPTIONS: Taken<ServiceOptions> = {
  ca: { what: 'a text, as PEM', fits: text.fits },
  signal,
  clock: having('now', 'after'),
  log: having('debug', 'warn'),
};

export const CALL_OPTIONS: Taken<CallOptions> = { signal };

export const CHANGE_OPTIONS: Taken<ChangeOptions> = { etag: filled, signal };

export const TWIN_PATCH: Taken<TwinPatch> = { tags: object, desired: object };

export const INVOKE_OPTIONS: Taken<InvokeOptions> = {
  timeoutMs: number,
  connectTimeoutMs: number,
  signal,
};

export const QUERY_OPTIONS: Taken<QueryOptions> = {
  pageSize: count,
  path: filled,
  apiVersion: filled,
  signal,
};

export const SEND_OPTIONS: Taken<SendOptions> = {
  ack: oneOf('none', 'positive', 'negative', 'full'),
  messageId: filled,
  correlationId: text,
  contentType: text,
  contentEncoding: text,
  properties: texts,
  expiresAt: date,
  signal,
};

export const MONITOR_OPTIONS: Taken<MonitorOptions> = {
  deviceId: filled,
  from: startingPoint,
  consumerGroup: filled,
  signal,
};

export const REQUEST_OPTIONS: Taken<RequestOptions> = {
  body: anything,
  headers: texts,
  query: texts,
  subject: text,
  signal,
};

export const HTTP_METHOD = oneOf('GET', 'PUT', 'PATCH', 'POST', 'DELETE');

export const ADD_OPTIONS: Taken<AddOptions> = {
  primaryKey: key,
  secondaryKey: key,
  x509: {
    what: "'ca' or an object with primaryThumbprint",
    fits: (value) => value === 'ca' || (isRecord(value) && 'primaryThumbprint' in value),
  },
  signal,
};

export const ADD_DEVICE_OPTIONS: Taken<AddDeviceOptions> = { ...ADD_OPTIONS, enabled: flag };

export const THUMBPRINTS = { primaryThumbprint: thumbprint, secondaryThumbprint: thumbprint };
