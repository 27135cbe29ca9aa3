import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { DeviceIdentity } from './identity.js';
import type { StateStore } from './state-store.js';

/** Finds out who a device is and where its hub is. Created once per host, asked once per device and again when the session is told to. */
export interface ProvisioningPlugin extends Partial<AsyncDisposable> {
  readonly kind: 'provisioning';
  readonly name: string;
  readonly apiVersion: 1;
  /**
   * Whether asking again can give another answer, as a provisioning service does. Then the session asks again when the hub
   * refuses the device or cannot be reached for 5 minutes, at most once in 10 minutes; without, the answer is kept.
   */
  readonly reprovisions?: boolean;
  /** Whom a device of it talks to, as far as that is known before it is asked: for diagnosis. */
  readonly addresses?: readonly Address[];
  /** @throws {ConnectionError} to be tried again; anything else ends the session's start. */
  provision(request: ProvisionRequest): Promise<DeviceIdentity>;
}

/** A host that must be reached. */
export interface Address {
  /** Such as `hub`, `provisioning service`. */
  readonly what: string;
  /** With a port where it is not the protocol's own. */
  readonly host: string;
  /** Certificates to trust besides the system's, as PEM text. */
  readonly ca?: string;
}

export interface ProvisionRequest {
  readonly modelId: string;
  /** Which device of the app's, where one host runs several; what it means is the plugin's to say. */
  readonly device: string | undefined;
  /** What this session was given before, whether it worked or not. */
  readonly previous: DeviceIdentity | undefined;
  readonly reason: 'start' | 'reprovision';
  readonly state: StateStore;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly clock: Clock;
}
