/** How a device or module proves who it is, by IoT Hub's names. */
export type AuthenticationType = 'sas' | 'selfSigned' | 'certificateAuthority';

/** A device, or a module of one, in the registry. The keys are secrets: print neither. */
export interface DeviceIdentity {
  readonly deviceId: string;
  /** Absent for the device itself. */
  readonly moduleId?: string;
  readonly authentication: AuthenticationType;
  /** Base64, empty unless the authentication is `sas`. Its owner may sign with either key. */
  readonly primaryKey: string;
  readonly secondaryKey: string;
  /** Hexadecimal SHA-1 or SHA-256 of a `selfSigned` certificate, in capitals. */
  readonly primaryThumbprint?: string;
  readonly secondaryThumbprint?: string;
  /** A disabled device is refused, and so are its modules, which are never disabled themselves. */
  readonly enabled: boolean;
  readonly statusReason?: string;
  /** Milliseconds since 1970. */
  readonly statusUpdatedTime?: number;
  /** Changes when the identity is removed and made again. */
  readonly generationId: string;
  /** Changes with every change of the identity. */
  readonly etag: string;
  /** Whether the device is an IoT Edge device. */
  readonly iotEdge?: boolean;
  /** Of a module: who made it. */
  readonly managedBy?: string;
}

/** How an identity is to prove itself; without anything, by keys that are made. */
export interface Credentials {
  /** Base64 of 16 to 64 bytes. */
  readonly primaryKey?: string | undefined;
  readonly secondaryKey?: string | undefined;
  /** `ca`: by a certificate of an authority the hub knows, whose common name is the device id. */
  readonly x509?:
    | 'ca'
    | { readonly primaryThumbprint: string; readonly secondaryThumbprint?: string | undefined }
    | undefined;
}
