import type { Json } from '@iotpnp/model';

/** How a device came to its hub. Source: DPS REST API, "Registration State", substatus. */
export type RegistrationSubstatus =
  | 'initialAssignment'
  | 'deviceDataMigrated'
  | 'deviceDataReset'
  | 'reprovisionedToInitialAssignment';

/** What became of the last registration of a device. */
export interface Registration {
  readonly registrationId: string;
  /** The group it came in by; absent when it has an enrolment of its own. */
  readonly groupId?: string;
  readonly attestation: 'symmetricKey' | 'x509';
  readonly status: 'assigned' | 'failed';
  /** These three are of the last time it was assigned. */
  readonly hub?: string;
  readonly deviceId?: string;
  readonly substatus?: RegistrationSubstatus;
  /** Why it failed. */
  readonly errorCode?: number;
  readonly errorMessage?: string;
  /** `modelId` of {@link payload}. */
  readonly modelId?: string;
  /** What the device sent along. */
  readonly payload?: Json;
  /** What it was given back beside its hub. */
  readonly returned?: Json;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}
