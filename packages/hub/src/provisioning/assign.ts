import { createHash } from 'node:crypto';
import { hubError } from '../error-codes.js';
import type { Allocation } from './allocation.js';
import type { Enrolment, EnrolmentGroup } from './enrolment.js';
import { checkDeviceId } from './enrolment-terms.js';
import type { Proof } from './judge-registration.js';
import type { Registration, RegistrationSubstatus } from './registration.js';
import type { TargetHub } from './target-hub.js';

/** Where a device is to go. */
export interface Assignment {
  readonly hub: string;
  readonly deviceId: string;
  readonly substatus: RegistrationSubstatus;
}

export interface Registering {
  readonly registrationId: string;
  readonly proof: Proof;
  /** Its last registration. */
  readonly previous: Registration | undefined;
  /** The hubs in this process, the one of the provisioning service first. */
  readonly hubs: readonly TargetHub[];
  /** Whether a device id is that of another registration. */
  readonly isTaken: (hub: string, deviceId: string) => boolean;
}

/** The hubs an enrolment lets its devices go to. */
export function candidatesOf(
  { iotHubHostName, iotHubs }: Enrolment | EnrolmentGroup,
  hubs: readonly TargetHub[],
): readonly string[] {
  if (iotHubHostName !== undefined) return [iotHubHostName];
  return iotHubs.length === 0 ? hubs.slice(0, 1).map(({ hostName }) => hostName) : iotHubs;
}

/** Whether a device stays where it is, whatever its enrolment says by now. */
export function isSettled({ proof, previous }: Registering): boolean {
  return !proof.enrolment.reprovisionPolicy.updateHubAssignment && previous?.hub !== undefined;
}

/**
 * Chooses the hub of a device, makes the device there, and takes it from where it was.
 * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_ENROLMENT_INVALID, PNP_HUB_TWIN_INVALID,
 *   PNP_HUB_STATE_UNAVAILABLE
 */
export function assign(registering: Registering, allocation: Allocation): Assignment {
  const { proof, previous, hubs } = registering;
  const { enrolment, credentials } = proof;
  const { reprovisionPolicy, iotEdge } = enrolment;
  const name = hubOf(registering, allocation);
  const target = inProcess(hubs, name);
  const hub = target?.hostName ?? name;
  const deviceId = deviceIdOf(registering, allocation);
  if (registering.isTaken(hub, deviceId)) {
    const message = `the device id ${deviceId} is that of another registration`;
    throw hubError('PNP_HUB_ENROLMENT_INVALID', message);
  }
  const before = previous?.hub === undefined ? undefined : inProcess(hubs, previous.hub);
  const isMoving = previous?.hub !== undefined && previous.hub !== hub;
  const isRenamed = previous?.deviceId !== undefined && previous.deviceId !== deviceId;
  const migrates = reprovisionPolicy.migrateDeviceData && (isMoving || isRenamed);
  target?.place({
    deviceId,
    credentials,
    iotEdge,
    initialTwin: allocation.initialTwin ?? enrolment.initialTwin ?? {},
    twin: migrates ? before?.twin(previous?.deviceId ?? deviceId) : undefined,
  });
  if (isMoving || isRenamed) before?.remove(previous?.deviceId ?? deviceId);
  if (previous?.hub === undefined) return { hub, deviceId, substatus: 'initialAssignment' };
  if (!isMoving) return { hub, deviceId, substatus: 'reprovisionedToInitialAssignment' };
  return { hub, deviceId, substatus: migrates ? 'deviceDataMigrated' : 'deviceDataReset' };
}

function hubOf(registering: Registering, allocation: Allocation): string {
  const { registrationId, proof, previous, hubs } = registering;
  if (isSettled(registering)) return previous?.hub ?? '';
  if (allocation.hub !== undefined) return allocation.hub;
  const candidates = candidatesOf(proof.enrolment, hubs);
  const isSpread = ['hashed', 'geoLatency'].includes(proof.enrolment.allocationPolicy);
  const index = isSpread ? hashOf(registrationId) % candidates.length : 0;
  return candidates[index] ?? '';
}

function deviceIdOf(registering: Registering, allocation: Allocation): string {
  const { registrationId, proof, previous } = registering;
  if (isSettled(registering) && previous?.deviceId !== undefined) return previous.deviceId;
  const wish = 'deviceId' in proof.enrolment ? proof.enrolment.deviceId : undefined;
  const deviceId = allocation.deviceId ?? wish ?? previous?.deviceId ?? registrationId;
  checkDeviceId(deviceId);
  return deviceId;
}

/** The hub of that name, when it is in this process. */
export function inProcess(hubs: readonly TargetHub[], name: string): TargetHub | undefined {
  return hubs.find((hub) => hub.answersTo(name));
}

function hashOf(registrationId: string): number {
  return createHash('sha256').update(registrationId.toLowerCase()).digest().readUInt32BE(0);
}
