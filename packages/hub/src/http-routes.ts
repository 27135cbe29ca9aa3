import { blobRequest } from './http/blob-requests.js';
import { faultRequest } from './http/fault-requests.js';
import { fileRequest } from './http/file-requests.js';
import type { HttpContext, Route } from './http/http-request.js';
import type { Provisioning } from './provisioning/provisioning.js';
import { registrationRequest } from './provisioning/registration-requests.js';
import { provisioningServiceRequest } from './provisioning/service-requests.js';
import { restRequest } from './rest/rest-requests.js';

/** All that is served over HTTP. Each answers what it knows, and leaves the rest to the next. */
export function httpRoutes(hub: HttpContext, provisioning: Provisioning): readonly Route[] {
  const dps = { ...hub, provisioning };
  return [
    (request) => registrationRequest(request, dps),
    (request) => provisioningServiceRequest(request, dps),
    (request) => fileRequest(request, hub),
    (request) => restRequest(request, hub),
    (request) => blobRequest(request, hub),
    (request) => faultRequest(request, hub),
  ];
}
