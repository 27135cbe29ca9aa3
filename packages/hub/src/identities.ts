import { EVENT_HUB_NAME } from './amqp/amqp-context.js';
import type { Credentials, DeviceIdentity } from './device-identity.js';
import type { HubState } from './state/hub-state.js';

interface Parts {
  readonly state: HubState;
  /** What goes into `HostName=`. */
  readonly hostName: string;
}

/** What back ends and tests need to reach the hub: who there is, and their connection strings. */
export class Identities {
  readonly #state: HubState;
  readonly #hostName: string;

  constructor({ state, hostName }: Parts) {
    this.#state = state;
    this.#hostName = hostName;
  }

  addDevice(deviceId: string, credentials: Credentials): DeviceIdentity {
    return this.#state.registry.addDevice(deviceId, credentials);
  }

  addModule(target: string, credentials: Credentials): DeviceIdentity {
    return this.#state.registry.addModule(target, credentials);
  }

  removeDevice(deviceId: string): void {
    this.#state.registry.getDevice(deviceId);
    this.#state.remove(deviceId);
  }

  removeModule(target: string): void {
    this.#state.registry.getModule(target);
    this.#state.remove(target);
  }

  /** Of a device or module; one that proves itself by a certificate has `x509=true` in it. */
  connectionString(target: string): string {
    const identity = this.#state.registry.get(target);
    const { deviceId, moduleId, authentication, primaryKey } = identity;
    const ofModule = moduleId === undefined ? '' : `;ModuleId=${moduleId}`;
    const proof = authentication === 'sas' ? `SharedAccessKey=${primaryKey}` : 'x509=true';
    return `HostName=${this.#hostName};DeviceId=${deviceId}${ofModule};${proof}`;
  }

  /** What readers of the Event Hubs-compatible endpoint need, as the policy `iothubowner`. */
  eventHubConnectionString(): string {
    const policy = this.#state.policies.find('iothubowner');
    return [
      `Endpoint=sb://${this.#hostName}/`,
      'SharedAccessKeyName=iothubowner',
      `SharedAccessKey=${policy?.primaryKey ?? ''}`,
      `EntityPath=${EVENT_HUB_NAME}`,
    ].join(';');
  }

  /** Of a shared access policy that every hub has. */
  serviceConnectionString(policyName: string): string {
    const policy = this.#state.policies.find(policyName);
    const key = policy === undefined ? '' : policy.primaryKey;
    return `HostName=${this.#hostName};SharedAccessKeyName=${policyName};SharedAccessKey=${key}`;
  }
}
