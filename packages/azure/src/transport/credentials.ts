import type { Clock, DeviceIdentity, SasAuth, X509Auth } from '@iotpnp/core';
import type { AuthenticationProvider } from 'azure-iot-common';
import { CertificateProvider } from './certificate-provider.js';
import { TokenProvider, type TokenTimes } from './token-provider.js';

/** What proves a device to its hub: to Microsoft's client a provider of tokens, or of a certificate. */
export interface Credentials extends AuthenticationProvider {
  /** For the client's requests over HTTPS. */
  forRequests(): AuthenticationProvider;
  /** @throws {ConnectionError} `PNP_SIGNING_FAILED` when there is nothing to prove the device by. */
  prove(): Promise<void>;
  /** Called with a new token when the client has reconnected by it, and with why there is none. */
  on(event: 'newTokenAvailable' | 'renewalFailed', listener: (error: unknown) => void): unknown;
  dispose(): void;
}

/** By what the identity has. */
export function credentialsOf(
  identity: DeviceIdentity,
  clock: Clock,
  times: TokenTimes,
): Credentials {
  const { auth } = identity;
  return auth.kind === 'sas'
    ? new TokenProvider({ ...identity, auth: auth satisfies SasAuth }, clock, times)
    : new CertificateProvider({ ...identity, auth: auth satisfies X509Auth });
}
