import { parsePairs } from './property-bag.js';

/** A host and a port. Whoever puts a whole connection string here, a secret, is told no more of it. */
const HOST = /^[\w\-.:[\]]{1,255}$/u;
/** What queries begin with. */
const QUERY = /^\??(?:api-version|model-id|DeviceClientType)=/iu;

/** The facts in the user name of a CONNECT. */
export interface Username {
  readonly host: string;
  readonly deviceId: string;
  readonly moduleId?: string;
  readonly modelId?: string;
  readonly apiVersion?: string;
  readonly clientType?: string;
}

/**
 * Reads `{host}/{device}[/{module}]/?api-version=...&model-id=...`. The question mark may be
 * missing, and the values may be percent-encoded or not.
 */
export function parseUsername(username: string): Username | undefined {
  const [host = '', deviceId = '', ...rest] = username.split('/');
  if (!HOST.test(host) || deviceId === '') return undefined;
  const moduleId = isQuery(rest) ? undefined : rest.shift();
  const pairs = parsePairs(rest.join('/').replace(/^\?/u, ''));
  if (pairs === undefined) return undefined;
  const query = new Map(pairs);
  const apiVersion = query.get('api-version');
  const modelId = query.get('model-id');
  const clientType = query.get('DeviceClientType');
  return {
    host,
    deviceId,
    ...(moduleId === undefined ? {} : { moduleId }),
    ...(modelId === undefined || modelId === '' ? {} : { modelId }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(clientType === undefined ? {} : { clientType }),
  };
}

/** `host/device/` and `host/device` have no module and no query. A module id may hold `?` and `=`. */
function isQuery([part = '', ...more]: readonly string[]): boolean {
  return part === '' || QUERY.test(part) || (part.startsWith('?') && more.length === 0);
}
