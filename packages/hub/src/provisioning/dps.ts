import type { Hub } from '../hub.js';
import type { Allocate } from './allocation.js';
import type {
  Enrolment,
  EnrolmentGroup,
  EnrolmentGroupOptions,
  EnrolmentOptions,
} from './enrolment.js';
import type { Registration } from './registration.js';

/** The device provisioning service (DPS) of a running hub, at the hub's own address and port. */
export interface Dps {
  /** What devices dial: `localhost:8883`. */
  readonly endpoint: string;
  /** Stays the same when there is a data folder. */
  readonly idScope: string;
  /** Everything a back end needs, as the policy `provisioningserviceowner`: a secret that may do all. */
  readonly serviceConnectionString: string;
  /** The primary key of the group `default`, made at the first start: a secret. `undefined` without that group. */
  readonly groupKey: string | undefined;
  /** Assigns devices of enrolments whose allocation policy is `custom`. */
  allocate: Allocate | undefined;
  /** Bad days on demand, for tests. */
  readonly faults: DpsFaults;

  /**
   * Lets one device register, or changes what was agreed with it: what is left out stays.
   * @throws PNP_HUB_ENROLMENT_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_TWIN_INVALID,
   *   PNP_HUB_TWIN_TOO_LARGE, PNP_HUB_STATE_UNAVAILABLE
   */
  addEnrolment(registrationId: string, options?: EnrolmentOptions): Promise<Enrolment>;
  /** The same for devices that one key or authority vouches for. @throws as {@link addEnrolment} does */
  addEnrolmentGroup(groupId: string, options?: EnrolmentGroupOptions): Promise<EnrolmentGroup>;
  /** The device can no longer register; on its hub it stays. @throws PNP_HUB_ENROLMENT_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE */
  removeEnrolment(registrationId: string): Promise<void>;
  /** @throws PNP_HUB_ENROLMENT_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE */
  removeEnrolmentGroup(groupId: string): Promise<void>;
  /** @throws PNP_HUB_ENROLMENT_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE */
  setEnabled(registrationId: string, enabled: boolean): Promise<void>;
  /** @throws PNP_HUB_ENROLMENT_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE */
  setGroupEnabled(groupId: string, enabled: boolean): Promise<void>;
  enrolments(): readonly Enrolment[];
  enrolmentGroups(): readonly EnrolmentGroup[];
  /**
   * The key of one device of a group with a symmetric key: a secret.
   * @throws PNP_HUB_ENROLMENT_UNKNOWN, PNP_HUB_ENROLMENT_INVALID when the group has certificates
   */
  deviceKey(groupId: string, registrationId: string): string;
  /** What became of each device that registered. */
  registrations(): readonly Registration[];
  /**
   * From now on devices can be assigned to that hub too, and are made there.
   * @throws PNP_HUB_ENROLMENT_INVALID for a hub of another program
   */
  linkHub(hub: Hub): void;
}

/** What a provisioning service does on bad days. */
export interface DpsFaults {
  /**
   * At which poll a device is told its hub, 0 for at once, and after how many seconds it is to ask
   * again. Both are 1 at first.
   */
  pace(pace: { readonly polls?: number; readonly retryAfterSeconds?: number }): void;
  /** The next requests of devices are answered 429. */
  throttle(count: number, retryAfterSeconds?: number): void;
  /** The next requests of devices are answered with this status, such as 401, 404, 409, 500. */
  refuse(status: number, count?: number): void;
  /** The next registrations of this device end as `failed`. */
  fail(registrationId: string, count?: number): void;
}
