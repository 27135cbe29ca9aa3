import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { DeviceIdentity } from './identity.js';
import type { StateStore } from './state-store.js';

/** Finds out who a device is and where its hub is. Created once per host, asked once per device and again when the session is told to. */
export interface ProvisioningPlugin extends Partial<AsyncDisposable> {
  readonly kind: 'provisioning';
  readonly name: string;
  readonly apiVersion: 1;
  /** @throws {ConnectionError} to be tried again; anything else ends the session's start. */
  provision(request: ProvisionRequest): Promise<DeviceIdentity>;
}

export interface ProvisionRequest {
  readonly modelId: string;
  /** Which device of the app's, where one host runs several; what it means is the plugin's to say. */
  readonly device: string | undefined;
  /** What this session was given before. */
  readonly previous: DeviceIdentity | undefined;
  readonly reason: 'start' | 'reprovision';
  readonly state: StateStore;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly clock: Clock;
}
