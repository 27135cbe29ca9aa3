/** A device, or a module of one, in the registry. The keys are secrets: print neither. */
export interface DeviceIdentity {
  readonly deviceId: string;
  /** Absent for the device itself. */
  readonly moduleId?: string;
  /** Base64. Its owner may sign with either key. */
  readonly primaryKey: string;
  readonly secondaryKey: string;
  /** A disabled device is refused, and so are its modules, which are never disabled themselves. */
  readonly enabled: boolean;
}
