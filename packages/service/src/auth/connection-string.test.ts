import { PnpError } from '@iotpnp/model';
import { describe, expect, it } from 'vitest';
import { parseConnectionString } from './connection-string.js';

const KEY = 'c2VjcmV0c2VjcmV0c2VjcmV0';
const POLICY = `SharedAccessKeyName=iothubowner;SharedAccessKey=${KEY}`;

function fault(text: string): PnpError {
  try {
    parseConnectionString(text);
  } catch (error) {
    if (error instanceof PnpError) return error;
  }
  throw new Error(`${text} was taken`);
}

describe('parseConnectionString', () => {
  it('reads a hub of the cloud, whose ports are the usual ones', () => {
    expect(parseConnectionString(`HostName=myhub.azure-devices.net;${POLICY}`)).toEqual({
      hostName: 'myhub.azure-devices.net',
      host: 'myhub.azure-devices.net',
      port: undefined,
      policy: 'iothubowner',
      key: KEY,
    });
  });

  it.each([
    ['localhost:8883', 'localhost', 8883],
    ['[::1]:18883', '::1', 18883],
    ['[::1]', '::1', undefined],
  ])('HostName=%s is %s on port %s', (hostName, host, port) => {
    expect(parseConnectionString(`HostName=${hostName};${POLICY}`)).toMatchObject({ host, port });
  });

  it('takes any order, blanks around parts and a ; at the end', () => {
    const text = ` SharedAccessKey=${KEY} ; SharedAccessKeyName = service;HostName=h; `;
    expect(parseConnectionString(text)).toMatchObject({ host: 'h', policy: 'service', key: KEY });
  });

  it.each([
    ['', 'empty', 'HostName=...'],
    ['HostName=h', 'no SharedAccessKeyName', 'HostName=...;SharedAccessKeyName='],
    [`HostName=h;SharedAccessKey=${KEY}`, 'no SharedAccessKeyName', 'SharedAccessKeyName='],
    [POLICY, 'no HostName', 'HostName=...'],
    [`HostName=;${POLICY}`, 'no HostName', 'HostName=...'],
    [`Hostname=h;${POLICY}`, '"Hostname"', 'did you mean HostName?'],
    [`HostName=h;Color=red;${POLICY}`, '"Color"', 'HostName=...'],
    [`HostName=h;DeviceId=d;SharedAccessKey=${KEY}`, 'of a device', 'iothubowner'],
    [`Endpoint=sb://h/;${POLICY}`, 'of an Event Hub', 'iothubowner'],
    ['HostName=h;SharedAccessKeyName=s;SharedAccessKey=a b', 'no base64', 'copy it again'],
    [`HostName=https://h/;${POLICY}`, 'no name of a host', 'myhub.azure-devices.net'],
    [`HostName=h:99999;${POLICY}`, 'no name of a host', 'localhost:8883'],
    ['iothubowner', 'part 1', 'in quotes'],
  ])('%j is refused: %s', (text, message, hint) => {
    const error = fault(text);
    expect(error.code).toBe('PNP_SERVICE_CONNECTION_STRING');
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it.each([
    `HostName=h;${POLICY};${KEY}=`,
    `HostName=h;SharedAccessKeyName=s;SharedAccessKey=${KEY}!`,
    `HostName=h;DeviceId=d;SharedAccessKey=${KEY}`,
    `HostName=h;SharedAccessKeyName=s;SharedAccesKey=${KEY}`,
  ])('no error shows a key: %s', (text) => {
    const { message, hint, where } = fault(text);
    expect(JSON.stringify({ message, hint, where })).not.toContain(KEY);
  });
});
