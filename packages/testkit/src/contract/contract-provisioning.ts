import type { DeviceIdentity, JsonObject, ProvisioningPlugin } from '@iotpnp/core';
import type { FakeClock } from '../fake-clock.js';

/** What a provisioning plugin may or may not do. */
export interface ProvisioningSupport {
  /** Asks a service on the network, such as DPS: the far side has `service`. */
  readonly service: boolean;
  /** Remembers in the state store what it was told, and asks anew only when a session is told to provision again. */
  readonly cache: boolean;
}

/** The far side of a provisioning plugin, as its contract sees it. */
export interface ContractProvisioning extends AsyncDisposable {
  readonly plugin: ProvisioningPlugin;
  /** The time of plugin and service. It passes while a test waits for an answer. */
  readonly clock: FakeClock;
  /** How long a test waits for an answer, in milliseconds of the machine: a limit for failures. */
  readonly patienceMs: number;
  /** Lets everything happen that is under way; with a network, as much as happens at once. */
  turn(): Promise<void>;
  /** Who the device is to become. */
  readonly expected: Pick<DeviceIdentity, 'hub' | 'deviceId' | 'moduleId' | 'gateway' | 'ca'>;
  /** The device's symmetric key, in base64, where the test knows it: what the identity signs is compared with it. */
  readonly key?: string;
  /** Keys, tokens, passwords: none of them may show anywhere. */
  readonly secrets: readonly string[];
  /** Present iff the plugin asks a service. */
  readonly service?: ContractService;
}

/** A provisioning service with one device enrolled. */
export interface ContractService {
  /** The payload of each registration that was asked for, in order; undefined for one without. */
  readonly registrations: readonly (JsonObject | undefined)[];
  /** It refuses the device from now on: its enrolment is disabled, say. */
  refuse(): void | Promise<void>;
  /** It cannot be reached from now on. */
  vanish(): void | Promise<void>;
  /** It takes requests from now on, and answers none. */
  fallSilent(): void | Promise<void>;
}

/** Opens a far side of its own for one test. */
export type OpenContractProvisioning = () => Promise<ContractProvisioning>;
