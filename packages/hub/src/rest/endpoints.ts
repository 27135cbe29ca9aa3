import { BULK_ENDPOINTS } from './bulk-endpoints.js';
import { CONFIGURATION_ENDPOINTS } from './configuration-endpoints.js';
import { DEVICE_ENDPOINTS } from './device-endpoints.js';
import { DIGITAL_TWIN_ENDPOINTS } from './digital-twin-endpoints.js';
import type { Endpoint } from './endpoint.js';
import { JOB_ENDPOINTS } from './job-endpoints.js';
import { METHOD_ENDPOINTS } from './method-endpoints.js';
import { MODULE_ENDPOINTS } from './module-endpoints.js';
import { QUERY_ENDPOINTS } from './query-endpoints.js';
import { STATISTICS_ENDPOINTS } from './statistics-endpoints.js';
import { TWIN_ENDPOINTS } from './twin-endpoints.js';

/** All that is served; what stands first is asked first. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...QUERY_ENDPOINTS,
  ...BULK_ENDPOINTS,
  ...DEVICE_ENDPOINTS,
  ...MODULE_ENDPOINTS,
  ...TWIN_ENDPOINTS,
  ...METHOD_ENDPOINTS,
  ...DIGITAL_TWIN_ENDPOINTS,
  ...CONFIGURATION_ENDPOINTS,
  ...JOB_ENDPOINTS,
  ...STATISTICS_ENDPOINTS,
];
