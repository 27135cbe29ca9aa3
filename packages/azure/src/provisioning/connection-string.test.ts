import { inspect } from 'node:util';
import type { PnpError, ProvisionRequest } from '@iotpnp/core';
import { describe, expect, it } from 'vitest';
import { connectionStringProvisioning } from './connection-string.js';

const KEY = 'c2VjcmV0IG9mIHRoZSBkZXZpY2U=';
const request = {} as ProvisionRequest; // it asks for nothing

/** The faults found, by key. */
function faults(connectionString: string): [key: string | undefined, message: string][] {
  try {
    connectionStringProvisioning({ connectionString });
  } catch (error) {
    const { problems } = error as PnpError;
    expect(new Set(problems.map(({ code }) => code))).toEqual(
      new Set(['PNP_BAD_CONNECTION_STRING']),
    );
    expect(problems.every(({ hint }) => hint)).toBe(true);
    expect(inspect(error, { depth: 9 })).not.toContain('c2VjcmV0');
    return problems.map(({ where, message }) => [where?.key, message]);
  }
  return [];
}

describe('a connection string', () => {
  it('says who the device is and where its hub is; its key signs and is not shown', async () => {
    const connectionString = `HostName=localhost:8883;DeviceId=dev1;ModuleId=mod;GatewayHostName=edge;SharedAccessKey=${KEY}`;
    const identity = await connectionStringProvisioning({ connectionString, ca: 'PEM' }).provision(
      request,
    );
    expect(identity).toMatchObject({
      hub: 'localhost:8883',
      deviceId: 'dev1',
      moduleId: 'mod',
      gateway: 'edge',
      ca: 'PEM',
    });
    const { auth } = identity;
    // HMAC-SHA256 of "text" under "secret of the device", by openssl.
    const signature =
      auth.kind === 'sas' && (await auth.sign('text', new AbortController().signal));
    expect(signature).toBe('BSJDii0t8PSpBGTXn32AujlBGp1zBI45GuA7UQuVbDM=');
    expect(inspect(identity, { depth: 9, showHidden: true })).not.toContain('c2VjcmV0');
    expect(JSON.stringify(identity)).not.toContain('c2VjcmV0');
  });

  it('lacks parts: each is named', () => {
    expect(faults('garbage')).toEqual([[undefined, 'this is no connection string']]);
    expect(faults('HostName=').map(([key]) => key)).toEqual([
      'HostName',
      'DeviceId',
      'SharedAccessKey',
    ]);
    expect(faults('HostName=h;DeviceId=d;x509=true').map(([key]) => key)).toEqual(['x509']);
    expect(faults(`HostName=h;SharedAccessKey=${KEY}`).map(([key]) => key)).toEqual(['DeviceId']);
  });

  it("is a service's: told as such", () => {
    const service = `HostName=h;SharedAccessKeyName=iothubowner;SharedAccessKey=${KEY}`;
    expect(faults(service)).toEqual([
      ['SharedAccessKeyName', "this is a service's connection string, not a device's"],
    ]);
  });

  it('has a key that is cut short, or a part that is none', () => {
    const cut = `HostName=h;DeviceId=d;SharedAccessKey=${KEY.slice(0, -2)}`;
    expect(faults(cut)).toEqual([['SharedAccessKey', 'the SharedAccessKey is not base64']]);
    expect(
      faults(`HostName=h;DeviceId=d;SharedAccessKey=${KEY};Hostname=x`).map(([key]) => key),
    ).toEqual(['Hostname']);
    expect(faults(`HostName=h;DeviceId=d;${KEY}`).map(([key]) => key)).toEqual([
      'SharedAccessKey',
      undefined,
    ]);
  });
});
