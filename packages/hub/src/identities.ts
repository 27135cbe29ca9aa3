import type { DeviceIdentity } from './device-identity.js';
import type { HubState } from './state/hub-state.js';
import type { RegistryFile } from './store/registry-file.js';

interface Parts {
  readonly state: HubState;
  readonly registryFile: RegistryFile;
  /** What goes into `HostName=`. */
  readonly hostName: string;
}

/** Changes of who may connect, each kept in the registry's file before it is done. */
export class Identities {
  readonly #state: HubState;
  readonly #file: RegistryFile;
  readonly #hostName: string;

  constructor({ state, registryFile, hostName }: Parts) {
    this.#state = state;
    this.#file = registryFile;
    this.#hostName = hostName;
  }

  addDevice(deviceId: string, primaryKey: string | undefined): Promise<DeviceIdentity> {
    return this.#added(deviceId, (registry) => registry.addDevice(deviceId, primaryKey));
  }

  addModule(target: string, primaryKey: string | undefined): Promise<DeviceIdentity> {
    return this.#added(target, (registry) => registry.addModule(target, primaryKey));
  }

  async removeDevice(deviceId: string): Promise<void> {
    this.#state.registry.getDevice(deviceId);
    this.#state.remove(deviceId);
    await this.#save();
  }

  async removeModule(target: string): Promise<void> {
    this.#state.registry.getModule(target);
    this.#state.remove(target);
    await this.#save();
  }

  async setEnabled(deviceId: string, enabled: boolean): Promise<void> {
    this.#state.setEnabled(deviceId, enabled);
    await this.#save();
  }

  async recreate(target: string): Promise<void> {
    this.#state.recreate(target);
    await this.#save();
  }

  connectionString(target: string): string {
    const { deviceId, moduleId, primaryKey } = this.#state.registry.get(target);
    const ofModule = moduleId === undefined ? '' : `;ModuleId=${moduleId}`;
    return `HostName=${this.#hostName};DeviceId=${deviceId}${ofModule};SharedAccessKey=${primaryKey}`;
  }

  /** Resolves when nothing is being written. */
  settled(): Promise<void> {
    return this.#file.settled();
  }

  async #added(
    target: string,
    add: (registry: HubState['registry']) => DeviceIdentity,
  ): Promise<DeviceIdentity> {
    const { registry } = this.#state;
    const known = registry.find(target);
    const identity = add(registry);
    if (identity !== known) await this.#save();
    return identity;
  }

  #save(): Promise<void> {
    return this.#file.save(this.#state.registry.list());
  }
}
