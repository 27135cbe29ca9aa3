import { isJsonObject, type Json } from '@iotpnp/model';
import { newEtag } from '../state/etag.js';
import type { HubState } from '../state/hub-state.js';
import { isUnavailable } from '../state/is-unavailable.js';
import type { Allocate, Allocation, AllocationRequest } from './allocation.js';
import { assign, candidatesOf, type Assignment, type Registering } from './assign.js';
import type { Registration } from './registration.js';
import type { Registrations } from './registrations.js';

/** Why a registration failed: the first is what DPS says of a webhook, the rest are made after it. */
const FAILURES = {
  'allocation-failed': 400209,
  'assignment-failed': 400208,
  'as-fault': 500001,
} as const;

/** A device that is to be assigned, with what it sent along. */
export interface Pending extends Registering {
  readonly payload: Json | undefined;
}

/** Turns registrations into what became of them: assigned and made at a hub, or failed. */
export class Outcomes {
  readonly #state: HubState;
  readonly #registrations: Registrations;

  constructor(state: HubState, registrations: Registrations) {
    this.#state = state;
    this.#registrations = registrations;
  }

  /** What is made at this hub is kept with the registration. @throws PNP_HUB_STATE_UNAVAILABLE */
  assigned(pending: Pending, allocation: Allocation = {}): Registration {
    const { payload: returned } = allocation;
    let assignment: Assignment;
    let registration: Registration;
    try {
      [assignment, registration] = this.#state.batches.together(() => {
        const assigned = assign(pending, allocation);
        const payload = returned === undefined ? {} : { returned };
        return [assigned, this.#keep(pending, { status: 'assigned', ...assigned, ...payload })];
      });
    } catch (error) {
      // That is no answer to keep: the device asks again.
      if (isUnavailable(error)) throw error;
      return this.failed(pending, 'assignment-failed', messageOf(error));
    }
    const { groupId, modelId, registrationId } = registration;
    this.#state.log.record({
      type: 'provisioned',
      registrationId,
      ...assignment,
      ...(groupId === undefined ? {} : { groupId }),
      ...(modelId === undefined ? {} : { modelId }),
    });
    return registration;
  }

  /** What the allocation in code says, or why it says nothing. */
  async allocation(pending: Pending, allocate: Allocate | undefined): Promise<Allocation | string> {
    try {
      if (allocate === undefined) throw new Error('there is no hub.dps.allocate');
      return await allocate(requestOf(pending));
    } catch (error) {
      return `Custom allocation failed: ${messageOf(error)}`;
    }
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  failed(pending: Pending, why: keyof typeof FAILURES, errorMessage: string): Registration {
    const { hub, deviceId, substatus } = pending.previous ?? {};
    const registration = this.#keep(pending, {
      status: 'failed',
      // Where it was assigned before: it is still there.
      ...(hub === undefined ? {} : { hub }),
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(substatus === undefined ? {} : { substatus }),
      errorCode: FAILURES[why],
      errorMessage,
    });
    this.#state.refused(pending.registrationId, 'registration-failed', errorMessage);
    return registration;
  }

  #keep(
    { registrationId, proof: { enrolment }, previous, payload }: Pending,
    outcome: Pick<Registration, 'status'> & Partial<Registration>,
  ): Registration {
    const now = this.#state.clock.now();
    const modelId = modelIdOf(payload);
    const registration: Registration = {
      registrationId,
      ...('groupId' in enrolment ? { groupId: enrolment.groupId } : {}),
      attestation: enrolment.attestation.type,
      ...(modelId === undefined ? {} : { modelId }),
      ...(payload === undefined ? {} : { payload }),
      ...outcome,
      etag: newEtag(),
      createdAt: previous?.createdAt ?? now,
      updatedAt: now,
    };
    this.#registrations.keep(registration);
    return registration;
  }
}

function requestOf({ registrationId, proof, previous, hubs, payload }: Pending): AllocationRequest {
  const { enrolment } = proof;
  const { hub, deviceId } = previous ?? {};
  const modelId = modelIdOf(payload);
  const isNamed = enrolment.iotHubs.length > 0 || enrolment.iotHubHostName !== undefined;
  return {
    registrationId,
    ...('groupId' in enrolment ? { groupId: enrolment.groupId } : {}),
    ...('deviceId' in enrolment ? { deviceId: enrolment.deviceId } : {}),
    iotHubs: isNamed ? candidatesOf(enrolment, hubs) : hubs.map(({ hostName }) => hostName),
    ...(hub === undefined || deviceId === undefined ? {} : { current: { hub, deviceId } }),
    ...(modelId === undefined ? {} : { modelId }),
    ...(payload === undefined ? {} : { payload }),
  };
}

function modelIdOf(payload: Json | undefined): string | undefined {
  const modelId = isJsonObject(payload) ? payload['modelId'] : undefined;
  return typeof modelId === 'string' ? modelId : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
