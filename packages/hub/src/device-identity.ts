/** One device in the registry. The keys are secrets: print neither. */
export interface DeviceIdentity {
  readonly deviceId: string;
  /** Base64. A device may sign with either key. */
  readonly primaryKey: string;
  readonly secondaryKey: string;
  /** A disabled device is refused. */
  readonly enabled: boolean;
}
