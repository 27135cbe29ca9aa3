/** The tiers of IoT Hub whose throttles this hub knows, each as one unit. */
export type Tier = 'free' | 's1';

/** What IoT Hub throttles. */
export type Operation =
  | 'connect'
  | 'telemetry'
  | 'cloud-to-device'
  /** In meters of 4 KB of payload. */
  | 'method'
  | 'twin-read'
  | 'twin-update'
  | 'registry'
  | 'query'
  | 'file-upload';

/** So many in such a time, and as many at once. */
export interface Pace {
  readonly count: number;
  readonly perMs: number;
}

export interface TierLimits {
  readonly messagesPerDay: number;
  /** What is larger than this counts as several messages. */
  readonly chunkBytes: number;
}

/** Source: "IoT Hub quotas and throttling", operation throttles, column "Free, B1, and S1". */
export const PACES: { readonly [O in Operation]: Pace } = {
  connect: { count: 100, perMs: 1000 },
  telemetry: { count: 100, perMs: 1000 },
  'cloud-to-device': { count: 100, perMs: 60_000 },
  // 160 KB a second, in meters of 4 KB.
  method: { count: 40, perMs: 1000 },
  'twin-read': { count: 100, perMs: 1000 },
  'twin-update': { count: 50, perMs: 1000 },
  registry: { count: 100, perMs: 60_000 },
  query: { count: 20, perMs: 60_000 },
  'file-upload': { count: 100, perMs: 60_000 },
};

export const METHOD_METER_BYTES = 4096;

/** Source: "Azure IoT Hub pricing", messages a day; "Azure IoT Hub billing information", sizes. */
export const TIERS: { readonly [T in Tier]: TierLimits } = {
  free: { messagesPerDay: 8000, chunkBytes: 512 },
  s1: { messagesPerDay: 400_000, chunkBytes: 4096 },
};
