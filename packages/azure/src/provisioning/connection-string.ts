import {
  definePlugin,
  PnpError,
  Secret,
  type DeviceIdentity,
  type Problem,
  type ProvisioningPlugin,
} from '@iotpnp/core';
import { z } from 'zod';
import { checkedOptions } from '../checked-options.js';
import { certificateProblems } from './certificate-problems.js';
import { signer } from './signer.js';

const options = z.strictObject({
  /** `HostName=...;DeviceId=...;SharedAccessKey=...`, with `ModuleId` and `GatewayHostName` where needed. */
  connectionString: z.string(),
  /** The device's certificate with its chain, as PEM text, when the connection string says `x509=true`. */
  cert: z.string().optional(),
  /** The private key of the certificate, as PEM text. */
  key: z.string().optional(),
  /** Certificates to trust besides the system's, as PEM text. */
  ca: z.string().optional(),
});

export type ConnectionStringOptions = z.input<typeof options>;

/**
 * A device that knows its hub and its key: no provisioning service is asked.
 * @throws {PnpError} `PNP_BAD_CONNECTION_STRING` with all that is wrong with it, never with the key.
 */
export function connectionStringProvisioning(given: ConnectionStringOptions): ProvisioningPlugin {
  const checked = checkedOptions(options, given, 'connection-string');
  const identity = parseConnectionString(checked);
  const { auth } = identity;
  if (auth.kind === 'x509') {
    const problems = certificateProblems({ cert: auth.cert, key: auth.key.reveal() });
    if (problems.length > 0) throw PnpError.of(problems);
  }
  return {
    kind: 'provisioning',
    name: 'connection-string',
    apiVersion: 1,
    addresses: [
      {
        what: identity.gateway === undefined ? 'hub' : 'gateway',
        host: identity.gateway ?? identity.hub,
        ...(identity.ca !== undefined && { ca: identity.ca }),
      },
    ],
    provision: async () => identity,
  };
}

/** The provisioning by name: `provisioning: { use: connection-string, connectionString: ... }` in a config. */
export const connectionString = definePlugin({
  name: 'connection-string',
  apiVersion: 1,
  options,
  create: (given: z.output<typeof options>) => connectionStringProvisioning(given),
});

const KEYS = [
  'HostName',
  'DeviceId',
  'SharedAccessKey',
  'ModuleId',
  'GatewayHostName',
  'x509',
] as const;
const WHOLE = 'the whole of it is HostName=...;DeviceId=...;SharedAccessKey=...';
const REQUIRED = ['HostName', 'DeviceId', 'SharedAccessKey'] as const;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function parseConnectionString({
  connectionString: text,
  ca,
  cert,
  key: privateKey,
}: z.output<typeof options>): DeviceIdentity {
  const problems: Problem[] = [];
  const fault = (message: string, hint: string, key?: string) =>
    problems.push({ code: 'PNP_BAD_CONNECTION_STRING', message, hint, where: { key } });
  const parts = partsOf(text);
  if (!text.includes('=')) {
    fault('this is no connection string', WHOLE);
    throw PnpError.of(problems);
  }
  const service = parts.has('SharedAccessKeyName');
  const x509 = parts.get('x509') === 'true';
  const hasCertificate = cert !== undefined && privateKey !== undefined;
  if (x509 && !hasCertificate) {
    const hint = "give cert and key beside it, as PEM text: '${file:./device.pem}'";
    fault('the device proves itself by a certificate, and there is none', hint, 'x509');
  }
  if (!x509 && (cert ?? privateKey) !== undefined) {
    const hint = 'write x509=true in place of SharedAccessKey, or leave out cert and key';
    fault('there is a certificate, and the connection string does not ask for one', hint, 'x509');
  }
  for (const key of REQUIRED) {
    if (parts.get(key) || (service && key === 'DeviceId') || (x509 && key === 'SharedAccessKey'))
      continue;
    fault(`the connection string has no ${key}`, WHOLE, key);
  }
  if (service) {
    const hint =
      "take the device's own connection string, from its page or `az iot hub device-identity connection-string show`";
    fault("this is a service's connection string, not a device's", hint, 'SharedAccessKeyName');
  }
  const key = parts.get('SharedAccessKey');
  if (key !== undefined && key !== '' && !BASE64.test(key)) {
    fault(
      'the SharedAccessKey is not base64',
      'copy the key whole, up to and with its = at the end',
      'SharedAccessKey',
    );
  }
  const unknown = [...parts.keys()].filter(
    (name) => !(KEYS as readonly string[]).includes(name) && !name.startsWith('SharedAccessKey'),
  );
  for (const name of unknown) {
    // A part without a known name may be a piece of a key: its text is never shown.
    fault(
      'the connection string has a part that it does not know',
      `it knows ${KEYS.slice(0, 5).join(', ')}`,
      KEY_NAME.test(name) ? name : undefined,
    );
  }
  if (problems.length > 0) throw PnpError.of(problems);
  const moduleId = parts.get('ModuleId');
  const gateway = parts.get('GatewayHostName');
  return {
    hub: parts.get('HostName') as string,
    deviceId: parts.get('DeviceId') as string,
    ...(moduleId !== undefined && { moduleId }),
    ...(gateway !== undefined && { gateway }),
    ...(ca !== undefined && { ca }),
    auth: x509
      ? { kind: 'x509', cert: cert as string, key: new Secret(privateKey as string) }
      : { kind: 'sas', sign: signer(new Secret(key as string)) },
  };
}

const KEY_NAME = /^[A-Za-z]{1,32}$/;

/** `name=value;...`; a value may hold `=`. */
function partsOf(text: string): Map<string, string> {
  const pairs = text.split(';').filter((part) => part.trim() !== '');
  return new Map(
    pairs.map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [part.trim(), ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}
