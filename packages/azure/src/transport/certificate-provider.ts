import { EventEmitter } from 'node:events';
import type { DeviceIdentity, X509Auth } from '@iotpnp/core';
// A CommonJS module whose named exports Node cannot see.
import common, {
  type AuthenticationProvider,
  type Callback,
  type TransportConfig,
} from 'azure-iot-common';

type Identity = DeviceIdentity & { readonly auth: X509Auth };

/** What Microsoft's client asks for a certificate and its key. There is nothing to renew. */
export class CertificateProvider extends EventEmitter implements AuthenticationProvider {
  readonly type = common.AuthenticationType.X509;

  constructor(readonly identity: Identity) {
    super();
  }

  getDeviceCredentials(): Promise<TransportConfig>;
  getDeviceCredentials(done: Callback<TransportConfig>): void;
  getDeviceCredentials(done?: Callback<TransportConfig>): Promise<TransportConfig> | undefined {
    const { hub, deviceId, moduleId, gateway, auth } = this.identity;
    const config: TransportConfig = {
      host: hub,
      deviceId,
      ...(moduleId !== undefined && { moduleId }),
      ...(gateway !== undefined && { gatewayHostName: gateway }),
      x509: { cert: auth.cert, key: auth.key.reveal() },
    };
    if (!done) return Promise.resolve(config);
    done(undefined, config);
    return undefined;
  }

  forRequests(): AuthenticationProvider {
    return this;
  }

  /** The key is in the handshake's hands: a hub that refuses it says so. */
  prove(): Promise<void> {
    return Promise.resolve();
  }

  /** Asked for by the client's interface. */
  stop(): void {}

  dispose(): void {
    this.removeAllListeners();
  }
}
