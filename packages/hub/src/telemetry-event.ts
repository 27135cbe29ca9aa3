import type { Json } from '@iotpnp/model';

/** The properties IoT Hub itself gives a meaning to, by the names its documentation uses. */
export interface SystemProperties {
  readonly messageId?: string;
  readonly correlationId?: string;
  readonly userId?: string;
  readonly to?: string;
  readonly expiryTimeUtc?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly interfaceId?: string;
  /** The component (`$.sub` on MQTT, `dt-subject` for readers in the cloud). */
  readonly component?: string;
  readonly creationTimeUtc?: string;
  readonly outputName?: string;
}

/** One message from a device, or from a module of it when there is a `moduleId`. */
export interface TelemetryEvent {
  readonly deviceId: string;
  readonly moduleId?: string;
  /** Absent for the default component. */
  readonly component?: string;
  /** The module output it came through. */
  readonly outputName?: string;
  /** The model id the sender announced. */
  readonly modelId?: string;
  /** The parsed body, when the content type is JSON and the body is. Parsed when it is first read. */
  readonly body?: Json;
  /** The body as it came. */
  readonly raw: Buffer;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly systemProperties: SystemProperties;
  /** Application properties, without the system's. */
  readonly properties: Readonly<Record<string, string>>;
  /** When the hub took it. */
  readonly enqueuedTime: Date;
  /** When the device says it made it. */
  readonly createdAt?: Date;
}
