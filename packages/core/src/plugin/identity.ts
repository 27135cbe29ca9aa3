import type { Secret } from '../secret.js';

/** Who a device is and where its hub is: what provisioning finds out and a transport connects with. */
export interface DeviceIdentity {
  /** The hub's host name, with a port where it is not the protocol's own: `contoso.azure-devices.net`, `localhost:8883`. */
  readonly hub: string;
  readonly deviceId: string;
  readonly moduleId?: string;
  /** The host to dial in the hub's stead (IoT Edge, protocol gateways). */
  readonly gateway?: string;
  /** Certificates to trust besides the system's, as PEM text. */
  readonly ca?: string;
  readonly auth: Auth;
}

export type Auth = SasAuth | X509Auth;

/** A symmetric key, wherever it lives: in memory, in an HSM, behind the IoT Edge workload API. */
export interface SasAuth {
  readonly kind: 'sas';
  /** The HMAC-SHA256 of `text` (UTF-8) under the device's key, in base64. The key itself never leaves its holder. */
  sign(text: string, signal: AbortSignal): Promise<string>;
}

export interface X509Auth {
  readonly kind: 'x509';
  /** The certificate and its chain, as PEM text. */
  readonly cert: string;
  /** The private key, as PEM text. */
  readonly key: Secret;
}
