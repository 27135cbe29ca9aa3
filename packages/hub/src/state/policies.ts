import { newKey } from './identity-credentials.js';
import type { Journal } from './journal.js';
import { KeptMap } from './kept-map.js';

/** What a shared access policy may do. Source: "Control access to IoT Hub", permissions. */
export type Right =
  | 'RegistryRead'
  | 'RegistryWrite'
  | 'ServiceConnect'
  | 'DeviceConnect'
  | 'EnrollmentRead'
  | 'EnrollmentWrite'
  | 'RegistrationStatusRead'
  | 'RegistrationStatusWrite'
  | 'ServiceConfig';

/** What a policy is of: it says nothing to the other. */
export type Service = 'hub' | 'dps';

/** A shared access policy. The keys are secrets: print neither. */
export interface Policy {
  readonly name: string;
  readonly service: Service;
  readonly rights: readonly Right[];
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

const OF_DPS = 'provisioningserviceowner';
/** Those every IoT Hub has, and the owner's of its provisioning service. */
const RIGHTS: { readonly [name: string]: readonly Right[] } = {
  iothubowner: ['RegistryRead', 'RegistryWrite', 'ServiceConnect', 'DeviceConnect'],
  service: ['ServiceConnect'],
  device: ['DeviceConnect'],
  registryRead: ['RegistryRead'],
  registryReadWrite: ['RegistryRead', 'RegistryWrite'],
  [OF_DPS]: [
    'ServiceConfig',
    'EnrollmentRead',
    'EnrollmentWrite',
    'RegistrationStatusRead',
    'RegistrationStatusWrite',
    'DeviceConnect',
  ],
};

/** The shared access policies, each with keys made at the first start. */
export class Policies {
  readonly #keys: KeptMap<Pick<Policy, 'primaryKey' | 'secondaryKey'>>;

  constructor(journal: Journal) {
    this.#keys = new KeptMap(journal, 'policy');
    for (const name of Object.keys(RIGHTS)) {
      if (this.#keys.has(name)) continue;
      this.#keys.set(name, { primaryKey: newKey(), secondaryKey: newKey() });
    }
  }

  find(name: string): Policy | undefined {
    const rights = Object.hasOwn(RIGHTS, name) ? RIGHTS[name] : undefined;
    const keys = this.#keys.get(name);
    if (rights === undefined || keys === undefined) return undefined;
    return { name, service: name === OF_DPS ? 'dps' : 'hub', rights, ...keys };
  }
}
