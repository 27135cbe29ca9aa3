import { z } from 'zod';

/** Microsoft's own, the same everywhere but in national clouds. */
const GLOBAL_ENDPOINT = 'global.azure-devices-provisioning.net';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;
const REGISTRATION_ID = /^[A-Za-z0-9\-._:]{1,128}$/u;

const base64 = z
  .string()
  .min(1, 'must not be empty')
  .regex(BASE64, 'must be base64: copy the key whole, up to and with its = at the end');
const pem = z.string().includes('-----BEGIN ', {
  error: "must be PEM text: write '${file:./device.pem}' to take it from a file",
});

export const dpsOptions = z
  .strictObject({
    /** The scope of the provisioning service: `0ne...`. */
    idScope: z.string().min(1, 'must not be empty'),
    /** The id to register by. Default: the device the session is started for. */
    registrationId: z
      .string()
      .regex(REGISTRATION_ID, 'has 1 to 128 letters, digits and - . _ :')
      .optional(),
    /** Where the service is, with a port where it is not the protocol's own. */
    endpoint: z.string().min(1).default(GLOBAL_ENDPOINT),
    /** The key of an individual enrolment, base64. */
    symmetricKey: base64.optional(),
    /** The key of an enrolment group, base64: the device's is derived from it. For benches, not for devices in the field. */
    groupKey: base64.optional(),
    /** The device's certificate with its chain, as PEM text. */
    cert: pem.optional(),
    /** The private key of the certificate, as PEM text. */
    key: pem.optional(),
    /** Certificates to trust besides the system's, as PEM text: the service's and the hub's. */
    ca: pem.optional(),
    /** MQTT through WebSockets, for networks that let only HTTPS out. */
    webSockets: z.boolean().default(false),
    /** An HTTP proxy for them. */
    proxy: z.url({ protocol: /^https?$/u, error: 'must be http://host:port' }).optional(),
  })
  .superRefine((given, context) => {
    const fault = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    const proofs = [given.symmetricKey, given.groupKey, given.cert].filter((proof) => proof);
    if (proofs.length === 0) {
      fault('symmetricKey', 'is missing: give symmetricKey, groupKey, or cert and key');
    } else if (proofs.length > 1) {
      fault('symmetricKey', 'one of symmetricKey, groupKey and cert, not several');
    }
    if (given.cert !== undefined && given.key === undefined) fault('key', 'is missing beside cert');
    if (given.cert === undefined && given.key !== undefined) fault('cert', 'is missing beside key');
    if (given.proxy !== undefined && !given.webSockets) {
      fault('proxy', 'goes with webSockets: true');
    }
  });

export type DpsOptions = z.input<typeof dpsOptions>;
export type CheckedDpsOptions = z.output<typeof dpsOptions>;
