import { hubError } from '../error-codes.js';
import type { Hub } from '../hub.js';
import type { Policies } from '../state/policies.js';
import type { Allocate } from './allocation.js';
import { deriveKey } from './derive-key.js';
import type { Dps, DpsFaults } from './dps.js';
import type {
  Enrolment,
  EnrolmentGroup,
  EnrolmentGroupOptions,
  EnrolmentOptions,
} from './enrolment.js';
import type { Provisioning } from './provisioning.js';
import type { Registration } from './registration.js';
import { DEFAULT_GROUP } from './settings.js';

const OWNER = 'provisioningserviceowner';

interface Parts {
  readonly provisioning: Provisioning;
  readonly policies: Policies;
}

/** The provisioning service as its owner sees it: calls in code become calls on its core. */
export class RunningDps implements Dps {
  readonly endpoint: string;
  readonly idScope: string;
  readonly faults: DpsFaults;
  readonly #core: Provisioning;
  readonly #policies: Policies;

  constructor({ provisioning, policies }: Parts) {
    this.#core = provisioning;
    this.#policies = policies;
    this.endpoint = provisioning.here.hostName;
    this.idScope = provisioning.idScope;
    this.faults = provisioning.faults;
  }

  get serviceConnectionString(): string {
    const key = this.#policies.find(OWNER)?.primaryKey ?? '';
    return `HostName=${this.endpoint};SharedAccessKeyName=${OWNER};SharedAccessKey=${key}`;
  }

  get groupKey(): string | undefined {
    const attestation = this.#core.groups.find(DEFAULT_GROUP)?.attestation;
    return attestation?.type === 'symmetricKey' ? attestation.primaryKey : undefined;
  }

  get allocate(): Allocate | undefined {
    return this.#core.allocate;
  }

  set allocate(allocate: Allocate | undefined) {
    this.#core.allocate = allocate;
  }

  async addEnrolment(registrationId: string, options: EnrolmentOptions = {}): Promise<Enrolment> {
    return this.#core.enrolments.put(registrationId, options);
  }

  async addEnrolmentGroup(
    groupId: string,
    options: EnrolmentGroupOptions = {},
  ): Promise<EnrolmentGroup> {
    return this.#core.groups.put(groupId, options);
  }

  async removeEnrolment(registrationId: string): Promise<void> {
    this.#core.removeEnrolment(registrationId);
  }

  async removeEnrolmentGroup(groupId: string): Promise<void> {
    this.#core.removeGroup(groupId);
  }

  async setEnabled(registrationId: string, enabled: boolean): Promise<void> {
    this.#core.enrolments.get(registrationId);
    this.#core.enrolments.put(registrationId, { enabled });
  }

  async setGroupEnabled(groupId: string, enabled: boolean): Promise<void> {
    this.#core.groups.get(groupId);
    this.#core.groups.put(groupId, { enabled });
  }

  enrolments(): readonly Enrolment[] {
    return this.#core.enrolments.list();
  }

  enrolmentGroups(): readonly EnrolmentGroup[] {
    return this.#core.groups.list();
  }

  deviceKey(groupId: string, registrationId: string): string {
    const { attestation } = this.#core.groups.get(groupId);
    if (attestation.type === 'symmetricKey') {
      return deriveKey(attestation.primaryKey, registrationId);
    }
    throw hubError('PNP_HUB_ENROLMENT_INVALID', `the group ${groupId} has no symmetric key`, {
      hint: 'its devices register with certificates',
    });
  }

  registrations(): readonly Registration[] {
    return this.#core.registrations.list();
  }

  linkHub({ dps }: Hub): void {
    if (dps instanceof RunningDps) return this.#core.link(dps.#core.here);
    throw hubError('PNP_HUB_ENROLMENT_INVALID', 'the hub to link was not started by this package', {
      hint: 'link one that startHub() of the same copy of @iotpnp/hub has made',
    });
  }
}
