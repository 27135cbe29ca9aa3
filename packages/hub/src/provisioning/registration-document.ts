import type { Json, JsonObject } from '@iotpnp/model';
import type { Registration } from './registration.js';

/** A registration as DPS writes it, for devices and for back ends. */
export function registrationDocument(registration: Registration): JsonObject {
  const { registrationId, groupId, attestation, status, substatus } = registration;
  const { hub, deviceId, errorCode, errorMessage, returned, etag } = registration;
  const isAssigned = status === 'assigned';
  return compact({
    [attestation]: groupId === undefined ? {} : { enrollmentGroupId: groupId },
    registrationId,
    createdDateTimeUtc: new Date(registration.createdAt).toISOString(),
    assignedHub: isAssigned ? hub : undefined,
    deviceId: isAssigned ? deviceId : undefined,
    status,
    substatus: isAssigned ? substatus : undefined,
    errorCode,
    errorMessage,
    lastUpdatedDateTimeUtc: new Date(registration.updatedAt).toISOString(),
    etag,
    payload: returned,
  });
}

/** Without the members that are `undefined`. */
export function compact(members: { readonly [name: string]: Json | undefined }): JsonObject {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as JsonObject;
}
