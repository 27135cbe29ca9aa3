import type { CallOptions } from './call-options.js';

export interface QueryOptions extends CallOptions {
  /** How many rows a request asks for. Default 100. */
  readonly pageSize?: number | undefined;
  /** Default `/devices/query`; a provisioning service has `/enrollments/query` and `/enrollmentgroups/query`. */
  readonly path?: string | undefined;
  /** Default that of IoT Hub. */
  readonly apiVersion?: string | undefined;
}
