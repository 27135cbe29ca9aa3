import type { Json } from '@iotpnp/model';
import type { CallOptions } from './call-options.js';

/** A message that a hub keeps for back ends. */
export interface TelemetryMessage {
  /** Absent in what no device sent. */
  readonly deviceId: string;
  readonly moduleId?: string;
  /** The model the device announced (`dt-dataschema`). */
  readonly modelId?: string;
  /** Absent for the default component (`dt-subject`). */
  readonly component?: string;
  /** `Telemetry`, or what else is routed here: `twinChangeEvents`, `deviceLifecycleEvents` ... */
  readonly source: string;
  /** The body where it is JSON, whatever its content type says. */
  readonly body?: Json;
  /** The body as it came. */
  readonly raw: Buffer;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly messageId?: string;
  readonly correlationId?: string;
  /** Those of the application. */
  readonly properties: Readonly<Record<string, string>>;
  /** When the hub took it. */
  readonly enqueuedTime: Date;
  /** When the device says it made it (`iothub-creation-time-utc`). */
  readonly createdAt?: Date;
  readonly partition: string;
  readonly offset: string;
  readonly sequenceNumber: number;
}

export interface MonitorOptions extends CallOptions {
  /** Only of this device (`dev1`, without its modules) or module (`dev1/mod1`). */
  readonly deviceId?: string | undefined;
  /** Default `latest`: what comes from {@link Reading.open} on. A date: what the hub took after it. */
  readonly from?: 'latest' | 'earliest' | Date | undefined;
  /** Default `$Default`. Others of a hub must exist. */
  readonly consumerGroup?: string | undefined;
}
