import { randomBytes, randomUUID } from 'node:crypto';
import { isJsonObject, type Json } from '@iotpnp/model';
import type { Objection } from '../auth/judge.js';
import type { HubState } from '../state/hub-state.js';
import type { Allocate } from './allocation.js';
import { isSettled } from './assign.js';
import { dpsError, type DpsAnswer } from './dps-error.js';
import { RunningDpsFaults } from './dps-faults.js';
import { EnrolmentGroups } from './enrolment-groups.js';
import { Enrolments } from './enrolments.js';
import { judgeRegistration, type Proof, type Registrant } from './judge-registration.js';
import { Outcomes, type Pending } from './outcomes.js';
import { registrationDocument } from './registration-document.js';
import type { Registration } from './registration.js';
import { Registrations } from './registrations.js';
import { settingsOf } from './settings.js';
import type { TargetHub } from './target-hub.js';

/** A registration under way, or just done. */
interface Operation {
  readonly id: string;
  pollsLeft: number;
  outcome?: Registration;
  /** Of an allocation in code. */
  work?: Promise<void>;
}

interface Parts {
  /** Of the hub it belongs to: what is kept of both goes in one. */
  readonly state: HubState;
  /** That hub. */
  readonly here: TargetHub;
}

/** The device provisioning service without its sockets. */
export class Provisioning {
  readonly idScope: string;
  readonly here: TargetHub;
  readonly enrolments: Enrolments;
  readonly groups: EnrolmentGroups;
  readonly registrations: Registrations;
  readonly faults = new RunningDpsFaults();
  allocate: Allocate | undefined;
  readonly #state: HubState;
  readonly #outcomes: Outcomes;
  readonly #linked = new Set<TargetHub>();
  /** The last of each registration id, in lower case. */
  readonly #operations = new Map<string, Operation>();

  /** @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  constructor({ state, here }: Parts) {
    const { batches } = state;
    this.#state = state;
    this.here = here;
    this.enrolments = new Enrolments(state.clock, batches);
    this.groups = new EnrolmentGroups(state.clock, batches);
    this.registrations = new Registrations(batches, here);
    this.#outcomes = new Outcomes(state, this.registrations);
    this.idScope = batches.together(() => settingsOf(batches, this.groups).idScope);
  }

  /** From now on devices can be assigned to that hub too. */
  link(hub: TargetHub): void {
    this.#linked.add(hub);
  }

  /** Who a registrant is, or why it may not come in. */
  judge(registrant: Registrant): Proof | Objection {
    return judgeRegistration(registrant, this, this.#state.clock.now());
  }

  /** Records that a registrant was not let in. */
  refused(registrationId: string | undefined, { reason, detail }: Objection): void {
    this.#state.refused(registrationId, reason, detail);
  }

  /** A device asks for its hub. `body` is what it sent: `undefined` when that was no JSON. */
  register(registrant: Registrant, body: Json | undefined): DpsAnswer {
    const proof = this.#proofOf(registrant);
    if ('status' in proof) return proof;
    const { registrationId } = registrant;
    const request = requestOf(body, registrationId);
    if (typeof request === 'string') return this.#error('badRequest', request);
    const known = this.#operations.get(registrationId.toLowerCase());
    const isUnderWay = known?.work !== undefined && known.outcome === undefined;
    return this.#progress(isUnderWay ? known : this.#begin(registrant, proof, request.payload));
  }

  /** A device asks how far its registration is. */
  poll(registrant: Registrant, operationId: string): DpsAnswer {
    const proof = this.#proofOf(registrant);
    if ('status' in proof) return proof;
    const operation = this.#operations.get(registrant.registrationId.toLowerCase());
    if (operation?.id !== operationId) {
      return this.#error('operationUnknown', 'Operation not found.');
    }
    operation.pollsLeft -= 1;
    return this.#progress(operation);
  }

  /** A device asks what became of its last registration. */
  lookup(registrant: Registrant): DpsAnswer {
    const proof = this.#proofOf(registrant);
    if ('status' in proof) return proof;
    const registration = this.registrations.find(registrant.registrationId);
    if (registration !== undefined) {
      return { status: 200, body: registrationDocument(registration) };
    }
    return this.#error('registrationUnknown', 'Registration not found.');
  }

  /** Removes an enrolment with its registration. @throws PNP_HUB_ENROLMENT_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE */
  removeEnrolment(registrationId: string): void {
    this.enrolments.get(registrationId);
    this.#state.batches.together(() => {
      this.enrolments.remove(registrationId);
      this.registrations.remove(registrationId);
    });
  }

  /** Removes a group with its registrations. @throws PNP_HUB_ENROLMENT_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE */
  removeGroup(groupId: string): void {
    this.groups.get(groupId);
    this.#state.batches.together(() => {
      this.groups.remove(groupId);
      for (const { registrationId } of this.registrations.ofGroup(groupId)) {
        this.registrations.remove(registrationId);
      }
    });
  }

  #proofOf(registrant: Registrant): Proof | DpsAnswer {
    const fault = this.faults.takeAnswer(this.#state.clock.now());
    if (fault !== undefined) return fault;
    const proof = this.judge(registrant);
    if (!('reason' in proof)) return proof;
    this.refused(registrant.registrationId, proof);
    const isCertificate = proof.reason === 'certificate-invalid';
    return this.#error('unauthorized', isCertificate ? 'Invalid certificate.' : 'Unauthorized');
  }

  #begin(registrant: Registrant, proof: Proof, payload: Json | undefined): Operation {
    const { registrationId } = registrant;
    const operation: Operation = {
      id: `4.${randomBytes(8).toString('hex')}.${randomUUID()}`,
      pollsLeft: this.faults.polls,
    };
    const pending = this.#pending(registrationId, proof, payload);
    if (this.faults.takeFailure(registrationId)) {
      operation.outcome = this.#outcomes.failed(pending, 'as-fault', 'failed, as a fault');
    } else if (proof.enrolment.allocationPolicy === 'custom' && !isSettled(pending)) {
      operation.work = this.#allocate(operation, registrant, pending);
    } else {
      operation.outcome = this.#outcomes.assigned(pending);
    }
    this.#operations.set(registrationId.toLowerCase(), operation);
    return operation;
  }

  #pending(registrationId: string, proof: Proof, payload: Json | undefined): Pending {
    return {
      registrationId,
      proof,
      payload,
      previous: this.registrations.find(registrationId),
      hubs: [this.here, ...this.#linked],
      isTaken: (hub, deviceId) => this.registrations.isTaken(hub, deviceId, registrationId),
    };
  }

  /**
   * Never rejects: when nothing can be kept, or the enrolment lets the device in no more, the operation is
   * unknown and the device begins anew.
   */
  async #allocate(operation: Operation, registrant: Registrant, asked: Pending): Promise<void> {
    const { registrationId, payload } = asked;
    const begunAt = this.#state.clock.now();
    try {
      const allocation = await this.#outcomes.allocation(asked, this.allocate);
      // Much may have changed meanwhile. A token that was good has done its part.
      const judged = judgeRegistration(registrant, this, begunAt);
      if (!('reason' in judged)) {
        const pending = this.#pending(registrationId, judged, payload);
        operation.outcome =
          typeof allocation === 'string'
            ? this.#outcomes.failed(pending, 'allocation-failed', allocation)
            : this.#outcomes.assigned(pending, allocation);
        return;
      }
      this.refused(registrationId, judged);
      this.#operations.delete(registrationId.toLowerCase());
    } catch {
      this.#operations.delete(registrationId.toLowerCase());
    }
  }

  #progress({ id: operationId, pollsLeft, outcome }: Operation): DpsAnswer {
    if (outcome === undefined || pollsLeft > 0) {
      const { retryAfterSeconds } = this.faults;
      return { status: 202, body: { operationId, status: 'assigning' }, retryAfterSeconds };
    }
    const { status } = outcome;
    const registrationState = registrationDocument(outcome);
    return { status: 200, body: { operationId, status, registrationState } };
  }

  #error(failure: Parameters<typeof dpsError>[0], message: string): DpsAnswer {
    return dpsError(failure, message, this.#state.clock.now());
  }
}

/** What a device sent along; a text when it may not be sent. An empty body is `null`. */
function requestOf(
  body: Json | undefined,
  registrationId: string,
): { readonly payload: Json | undefined } | string {
  if (body === null) return { payload: undefined };
  if (!isJsonObject(body)) return 'The body is no JSON object, or is nested too deeply.';
  if (body['tpm'] !== undefined) return 'Attestation by TPM is not served here.';
  const named = body['registrationId'];
  if (typeof named === 'string' && named.toLowerCase() !== registrationId.toLowerCase()) {
    return 'The registration id in the body is another one.';
  }
  return { payload: body['payload'] };
}
