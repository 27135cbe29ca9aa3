import { closest } from '@iotpnp/model';
import { serviceError } from '../error-codes.js';

/** What the connection string of a shared access policy says. */
export interface PolicyConnection {
  /** As in `HostName=`: `myhub.azure-devices.net`, or `localhost:8883`. */
  readonly hostName: string;
  /** Without the port, an IPv6 address without brackets. */
  readonly host: string;
  /** When `HostName` has one: then everything is there. */
  readonly port: number | undefined;
  readonly policy: string;
  /** Base64. A secret: never print it. */
  readonly key: string;
}

const KEYS = ['HostName', 'SharedAccessKeyName', 'SharedAccessKey'] as const;
const FORM = 'HostName=...;SharedAccessKeyName=...;SharedAccessKey=...';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads the connection string of a shared access policy. No error shows a value of it. @throws PNP_SERVICE_CONNECTION_STRING */
export function parseConnectionString(text: string): PolicyConnection {
  const found = partsOf(text);
  refuseOtherKinds(found);
  for (const name of found.keys()) refuseUnknown(name);
  const [hostName, policy, key] = KEYS.map((name) => valueOf(found, name)) as [
    string,
    string,
    string,
  ];
  if (!BASE64.test(key)) {
    throw fault('SharedAccessKey is no base64', 'copy it again, with the = at its end');
  }
  return { hostName, ...placeOf(hostName), policy, key };
}

function partsOf(text: string): Map<string, string> {
  if (typeof text !== 'string') {
    throw fault('the connection string is no text', 'check that the variable it comes from is set');
  }
  const parts = text
    .trim()
    .split(';')
    .filter((part) => part.trim() !== '');
  if (parts.length === 0) throw fault('the connection string is empty', `write ${FORM}`);
  return new Map(
    parts.map((part, index) => {
      const at = part.indexOf('=');
      if (at < 1) {
        throw fault(
          `part ${index + 1} of the connection string has no name and value`,
          `write ${FORM}, in quotes: a shell ends a command at ;`,
        );
      }
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}

/** The strings that people mix up with it. */
function refuseOtherKinds(found: ReadonlyMap<string, string>): void {
  const OF_SERVICE = 'use that of a policy of the hub, such as iothubowner or service';
  if (found.has('DeviceId')) {
    throw fault('this is the connection string of a device, not of a policy', OF_SERVICE);
  }
  if (found.has('Endpoint')) {
    throw fault('this is the connection string of an Event Hub, not of an IoT Hub', OF_SERVICE);
  }
}

function refuseUnknown(name: string): void {
  if ((KEYS as readonly string[]).includes(name)) return;
  const meant = closest(name, KEYS);
  // a part that was torn apart may be a piece of the key
  const shown = /^[A-Za-z]{1,40}$/.test(name) ? `"${name}"` : 'a part';
  throw fault(
    `${shown} of the connection string is not known`,
    meant === undefined ? `write ${FORM}` : `did you mean ${meant}?`,
  );
}

function valueOf(found: ReadonlyMap<string, string>, name: string): string {
  const value = found.get(name);
  if (value !== undefined && value !== '') return value;
  throw fault(`the connection string has no ${name}`, `write ${FORM}`);
}

function placeOf(hostName: string): { host: string; port: number | undefined } {
  const [, bracketed, bare, digits] =
    /^(?:\[([^\]]+)\]|([^:/\s]+))(?::(\d+))?$/.exec(hostName) ?? [];
  const host = bracketed ?? bare;
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) {
    throw fault(
      'HostName is no name of a host',
      'write the name alone, as myhub.azure-devices.net, or with a port, as localhost:8883',
    );
  }
  return { host, port };
}

function fault(message: string, hint: string): Error {
  return serviceError('PNP_SERVICE_CONNECTION_STRING', message, { hint });
}
