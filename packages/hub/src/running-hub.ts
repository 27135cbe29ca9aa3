import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import type { DeviceIdentity } from './device-identity.js';
import { hubError } from './error-codes.js';
import type { HubEvent } from './hub-event.js';
import type {
  AddDeviceOptions,
  EventsOptions,
  InvokeOptions,
  TelemetryOptions,
} from './hub-options.js';
import type { Hub } from './hub.js';
import type { MethodResponse } from './state/device-link.js';
import type { HubState } from './state/hub-state.js';
import { encodeJson } from './state/json-text.js';
import { checkMethod, DEFAULT_TIMEOUT_MS } from './state/method-limits.js';
import type { RegistryFile } from './store/registry-file.js';
import type { TelemetryEvent } from './telemetry-event.js';
import type { FrontDoor } from './tls/front-door.js';
import type { Twin } from './twin.js';

/** The facts that do not change while a hub runs. */
interface Place {
  readonly host: string;
  readonly hostName: string;
  readonly ca: string;
  readonly caFile: string | undefined;
}

interface Parts {
  readonly place: Place;
  readonly state: HubState;
  readonly registryFile: RegistryFile;
  readonly door: FrontDoor;
  /** Aborting it closes the hub. */
  readonly signal: AbortSignal | undefined;
}

/** The hub as its owner sees it: calls in code become calls on the state core. */
export class RunningHub implements Hub {
  readonly host: string;
  readonly port: number;
  readonly hostName: string;
  readonly ca: string;
  readonly caFile: string | undefined;
  readonly #state: HubState;
  readonly #registryFile: RegistryFile;
  readonly #door: FrontDoor;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => void this.close();
  #closing: Promise<void> | undefined;

  constructor({ place, state, registryFile, door, signal }: Parts) {
    this.host = place.host;
    this.port = door.port;
    this.hostName = place.hostName;
    this.ca = place.ca;
    this.caFile = place.caFile;
    this.#state = state;
    this.#registryFile = registryFile;
    this.#door = door;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort);
  }

  async addDevice(deviceId: string, options: AddDeviceOptions = {}): Promise<DeviceIdentity> {
    const { registry } = this.#state;
    const known = registry.find(deviceId);
    const device = registry.add(deviceId, options.primaryKey);
    if (device !== known) await this.#registryFile.save(registry.list());
    return device;
  }

  async removeDevice(deviceId: string): Promise<void> {
    this.#state.remove(deviceId);
    await this.#registryFile.save(this.#state.registry.list());
  }

  async setEnabled(deviceId: string, enabled: boolean): Promise<void> {
    this.#state.setEnabled(deviceId, enabled);
    await this.#registryFile.save(this.#state.registry.list());
  }

  connectionString(deviceId: string): string {
    const { primaryKey } = this.#state.registry.get(deviceId);
    return `HostName=${this.hostName};DeviceId=${deviceId};SharedAccessKey=${primaryKey}`;
  }

  twin(deviceId: string): Twin {
    return this.#state.twin(deviceId);
  }

  desire(deviceId: string, patch: JsonObject): number {
    const copy: unknown = JSON.parse(encodeJson(patch));
    if (isJsonObject(copy)) return this.#state.desire(deviceId, copy);
    throw hubError('PNP_HUB_TWIN_INVALID', 'a desired patch is a JSON object');
  }

  async invoke(
    deviceId: string,
    name: string,
    payload: Json = null,
    options: InvokeOptions = {},
  ): Promise<MethodResponse> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
    const text = encodeJson(payload);
    checkMethod(name, text, timeoutMs);
    const call = { name, payload: JSON.parse(text) as Json };
    return this.#state.invoke(deviceId, call, { timeoutMs, signal });
  }

  telemetry(options: TelemetryOptions = {}): AsyncIterableIterator<TelemetryEvent> {
    const { deviceId, signal } = options;
    return this.#state.log.open((event) => {
      if (event.type !== 'telemetry') return undefined;
      return event.deviceId === (deviceId ?? event.deviceId) ? event.telemetry : undefined;
    }, signal);
  }

  events(options: EventsOptions = {}): AsyncIterableIterator<HubEvent> {
    return this.#state.log.open((event) => event, options.signal);
  }

  disconnect(deviceId: string): void {
    this.#state.end(deviceId, 'by-hub');
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#state.close();
    await this.#door.close();
    await this.#registryFile.settled();
  }
}
