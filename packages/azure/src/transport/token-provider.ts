import { EventEmitter } from 'node:events';
import {
  ConnectionError,
  type Cancel,
  type Clock,
  type DeviceIdentity,
  type SasAuth,
} from '@iotpnp/core';
// A CommonJS module whose named exports Node cannot see.
import common, {
  type AuthenticationProvider,
  type Callback,
  type TransportConfig,
} from 'azure-iot-common';

export interface TokenTimes {
  /** How long a token is good for, in seconds. */
  readonly validForSeconds: number;
  /** How long before its end it is renewed, in seconds. */
  readonly renewBeforeSeconds: number;
}

type Identity = DeviceIdentity & { readonly auth: SasAuth };

/**
 * What Microsoft's client asks for tokens. It renews them in time and tells the client, which then
 * reconnects; the key stays with the identity's signer.
 */
export class TokenProvider extends EventEmitter implements AuthenticationProvider {
  readonly type = common.AuthenticationType.Token;
  readonly #closing = new AbortController();
  #cancelRenewal: Cancel = () => {};

  constructor(
    readonly identity: Identity,
    readonly clock: Clock,
    readonly times: TokenTimes,
  ) {
    super();
  }

  getDeviceCredentials(): Promise<TransportConfig>;
  getDeviceCredentials(done: Callback<TransportConfig>): void;
  /** A fresh token and who it is for; the renewal of it is on its way. */
  getDeviceCredentials(done?: Callback<TransportConfig>): Promise<TransportConfig> | undefined {
    const fresh = this.#credentials().then((credentials) => {
      if (!this.#closing.signal.aborted) this.#scheduleRenewal();
      return credentials;
    });
    if (!done) return fresh;
    fresh.then((credentials) => done(undefined, credentials), done);
    return undefined;
  }

  /**
   * The same for the client's requests over HTTPS: each has a token of its own, which is not renewed. The client looks
   * at no error there and would throw where nobody can catch it, so a key that cannot sign makes a token the hub refuses.
   */
  forRequests(): AuthenticationProvider {
    const credentials = () => this.#credentials().catch(() => this.#config(''));
    const provider = {
      type: this.type,
      getDeviceCredentials: (done?: Callback<TransportConfig>) => {
        if (!done) return credentials();
        return void credentials().then((made) => done(undefined, made));
      },
    };
    return provider as AuthenticationProvider; // its overloads cannot be written as one function
  }

  /** Makes one token, so that a key that cannot sign is not taken for a hub that cannot be reached. @throws {ConnectionError} `PNP_SIGNING_FAILED` */
  async prove(): Promise<void> {
    try {
      await this.#token();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConnectionError('PNP_SIGNING_FAILED', `the device's key cannot sign: ${reason}`, {
        retry: 'backoff',
        hint: 'check whoever keeps the key: a hardware module, or the IoT Edge workload API',
        cause: error,
      });
    }
  }

  /** The client calls this whenever it has disconnected. */
  stop(): void {
    this.#cancelRenewal();
  }

  /** Asked for by the client's interface; tokens come from the signer alone. */
  updateSharedAccessSignature(): void {}

  dispose(): void {
    this.stop();
    this.#closing.abort();
    this.removeAllListeners();
  }

  async #credentials(): Promise<TransportConfig> {
    return this.#config(await this.#token());
  }

  #config(sharedAccessSignature: string): TransportConfig {
    const { hub, deviceId, moduleId, gateway } = this.identity;
    return {
      host: hub,
      deviceId,
      ...(moduleId !== undefined && { moduleId }),
      ...(gateway !== undefined && { gatewayHostName: gateway }),
      sharedAccessSignature,
    };
  }

  async #token(): Promise<string> {
    const { hub, deviceId, moduleId, auth } = this.identity;
    const path = moduleId === undefined ? deviceId : `${deviceId}/modules/${moduleId}`;
    const resource = encodeURIComponent(`${hub}/devices/${path}`);
    const expiry = Math.floor(this.clock.now() / 1_000) + this.times.validForSeconds;
    const signature = await auth.sign(`${resource}\n${expiry}`, this.#closing.signal);
    return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}`;
  }

  #scheduleRenewal(): void {
    this.#cancelRenewal();
    const { validForSeconds, renewBeforeSeconds } = this.times;
    const delayMs = (validForSeconds - renewBeforeSeconds) * 1_000;
    this.#cancelRenewal = this.clock.after(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    try {
      const credentials = await this.#credentials();
      if (this.#closing.signal.aborted) return;
      this.#scheduleRenewal();
      this.emit('newTokenAvailable', credentials);
    } catch (error) {
      this.emit('renewalFailed', error);
    }
  }
}
