import type { JsonObject } from '@iotpnp/model';

/** How devices are spread over hubs. A latency is not measured: `geoLatency` is taken as `hashed`. */
export type AllocationPolicy = 'hashed' | 'geoLatency' | 'static' | 'custom';

/** A certificate that is known whole, or by its thumbprint alone. */
export type KnownCertificate =
  | { readonly pem: string }
  /** SHA-1 or SHA-256, hexadecimal, in capitals. */
  | { readonly thumbprint: string };

/** Base64. Both are secrets: print neither. */
export interface SymmetricKeys {
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

/** By what a device is known to the provisioning service. */
export type Attestation =
  /** Of a group: the keys that those of its devices are derived from. */
  | ({ readonly type: 'symmetricKey' } & SymmetricKeys)
  | {
      readonly type: 'x509';
      /** Of a group: the certificates of the authorities, roots or intermediates, that sign its devices'. */
      readonly primary: KnownCertificate;
      readonly secondary?: KnownCertificate;
    };

/** What happens when a device comes again. Source: "Understand DPS device reprovisioning concepts". */
export interface ReprovisionPolicy {
  /** Whether its hub is chosen anew. */
  readonly updateHubAssignment: boolean;
  /** Whether its twin moves with it to another hub, or is as the enrolment has it. */
  readonly migrateDeviceData: boolean;
}

export interface InitialTwin {
  readonly tags?: JsonObject | undefined;
  readonly desired?: JsonObject | undefined;
}

/** What enrolments of one device and of a group have in common. */
export interface EnrolmentTerms {
  readonly attestation: Attestation;
  readonly enabled: boolean;
  readonly allocationPolicy: AllocationPolicy;
  /** The one hub devices are assigned to, whatever {@link iotHubs} says. */
  readonly iotHubHostName?: string;
  /** Host names of the hubs devices may be assigned to. Empty for this hub. */
  readonly iotHubs: readonly string[];
  readonly reprovisionPolicy: ReprovisionPolicy;
  readonly initialTwin?: InitialTwin;
  readonly iotEdge: boolean;
  /** What back ends said beside: given back to them, and not used. */
  readonly extra?: JsonObject;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One device that may register. */
export interface Enrolment extends EnrolmentTerms {
  readonly registrationId: string;
  /** What the device is to be called; without it, by its registration id. */
  readonly deviceId?: string;
}

/** Devices that may register because one key or authority vouches for all of them. */
export interface EnrolmentGroup extends EnrolmentTerms {
  readonly groupId: string;
}

/** What is said of an enrolment. What is left out has its default or, on one there is, stays. */
export interface EnrolmentGroupOptions {
  /** Default, unless there is an `x509`: both are made. */
  readonly symmetricKey?: Partial<SymmetricKeys> | undefined;
  /**
   * Of one device: its certificate, or the thumbprint of it. Of a group: the certificate of the
   * authority, root or intermediate. As PEM, or base64 of PEM or DER.
   */
  readonly x509?: { readonly primary: string; readonly secondary?: string | undefined } | undefined;
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** Default `hashed`. With `custom`, `hub.dps.allocate` decides. */
  readonly allocationPolicy?: AllocationPolicy | undefined;
  /** The one hub devices are assigned to, whatever `iotHubs` says; empty for none. */
  readonly iotHubHostName?: string | undefined;
  /** Host names of the hubs devices may be assigned to. Default: this hub. */
  readonly iotHubs?: readonly string[] | undefined;
  /** Both default to true. */
  readonly reprovisionPolicy?: Partial<ReprovisionPolicy> | undefined;
  readonly initialTwin?: InitialTwin | undefined;
  readonly iotEdge?: boolean | undefined;
}

export interface EnrolmentOptions extends EnrolmentGroupOptions {
  readonly deviceId?: string | undefined;
}
