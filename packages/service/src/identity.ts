import type { CallOptions } from './call-options.js';

/** How a device or module proves who it is, by IoT Hub's names. */
export type AuthenticationType = 'sas' | 'selfSigned' | 'certificateAuthority' | 'none';

/** A device, or a module of one, as the registry has it, without its secrets. */
export interface Identity {
  readonly deviceId: string;
  /** Absent for a device. */
  readonly moduleId?: string;
  /** A disabled device is refused, and so are its modules, which are never disabled themselves. */
  readonly enabled: boolean;
  readonly connected: boolean;
  readonly authentication: AuthenticationType;
  /** Changes when it is removed and made again. */
  readonly generationId: string;
  readonly etag: string;
  /** ISO 8601; absent when it never was active. */
  readonly lastActivityTime?: string;
}

/** A device as a list has it. */
export interface ListedDevice {
  readonly deviceId: string;
  readonly enabled: boolean;
  readonly connected: boolean;
  readonly authentication: AuthenticationType;
  /** What it announced last. */
  readonly modelId?: string;
  readonly lastActivityTime?: string;
}

/** How it is to prove itself; without anything, by keys that the hub makes. */
export interface AddOptions extends CallOptions {
  /** Base64 of 16 to 64 bytes. */
  readonly primaryKey?: string | undefined;
  readonly secondaryKey?: string | undefined;
  /** `ca`: by a certificate of an authority the hub knows. Thumbprints are hexadecimal SHA-1 or SHA-256. */
  readonly x509?:
    | 'ca'
    | { readonly primaryThumbprint: string; readonly secondaryThumbprint?: string | undefined }
    | undefined;
}

export interface AddDeviceOptions extends AddOptions {
  /** Default true. */
  readonly enabled?: boolean | undefined;
}

/** The devices of the hub. */
export interface Devices {
  /** @throws PNP_SERVICE_DEVICE_EXISTS, PNP_SERVICE_ARGUMENT, PNP_SERVICE_REFUSED */
  add(deviceId: string, options?: AddDeviceOptions): Promise<Identity>;
  /** All of them, by a query: a real hub knows of a change some seconds later. */
  list(options?: CallOptions): AsyncIterableIterator<ListedDevice>;
  /** @throws PNP_SERVICE_DEVICE_UNKNOWN */
  get(deviceId: string, options?: CallOptions): Promise<Identity>;
  /** Removes it, its modules and their twins. @throws PNP_SERVICE_DEVICE_UNKNOWN */
  remove(deviceId: string, options?: CallOptions): Promise<void>;
  /** A disabled device loses its connection and is refused. @throws PNP_SERVICE_DEVICE_UNKNOWN */
  setEnabled(deviceId: string, enabled: boolean, options?: CallOptions): Promise<Identity>;
}

/** The modules of devices, each written `dev1/mod1`. */
export interface Modules {
  /** @throws PNP_SERVICE_DEVICE_EXISTS, PNP_SERVICE_DEVICE_UNKNOWN when there is no such device */
  add(target: string, options?: AddOptions): Promise<Identity>;
  /** Those of a device. @throws PNP_SERVICE_DEVICE_UNKNOWN */
  list(deviceId: string, options?: CallOptions): Promise<readonly Identity[]>;
  /** @throws PNP_SERVICE_DEVICE_UNKNOWN */
  get(target: string, options?: CallOptions): Promise<Identity>;
  /** @throws PNP_SERVICE_DEVICE_UNKNOWN */
  remove(target: string, options?: CallOptions): Promise<void>;
}
