export type { CallOptions, ChangeOptions } from './call-options.js';
export type { ServiceClock } from './clock.js';
export { createService } from './create-service.js';
export type { ServiceErrorCode } from './error-codes.js';
export { SERVICE_ERRORS } from './error-codes.js';
export type {
  AddDeviceOptions,
  AddOptions,
  AuthenticationType,
  Devices,
  Identity,
  ListedDevice,
  Modules,
} from './identity.js';
export type { ServiceLog } from './log.js';
export type { Feedback, SendOptions } from './message.js';
export type { InvokeOptions, MethodResponse } from './method.js';
export type { QueryOptions } from './query-options.js';
export type { Reading, ReadingOptions } from './reading.js';
export type { HttpMethod, RequestOptions, Service, ServiceOptions } from './service.js';
export type { MonitorOptions, TelemetryMessage } from './telemetry.js';
export type { Twin, TwinPatch } from './twin.js';
