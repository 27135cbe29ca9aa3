import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import type { DeviceIdentity } from './device-identity.js';
import { hubError } from './error-codes.js';
import type { FeedbackRecord } from './feedback-record.js';
import type { HubEvent } from './hub-event.js';
import type { HubFaults } from './hub-faults.js';
import type {
  AddDeviceOptions,
  EventsOptions,
  InvokeOptions,
  MessageOptions,
  RestartOptions,
  SendToDeviceOptions,
  TelemetryOptions,
} from './hub-options.js';
import type { Hub } from './hub.js';
import { Identities } from './identities.js';
import type { Dps } from './provisioning/dps.js';
import type { Provisioning } from './provisioning/provisioning.js';
import { RunningDps } from './provisioning/running-dps.js';
import type { MethodResponse } from './state/device-link.js';
import type { HubState } from './state/hub-state.js';
import { encodeJson } from './state/json-text.js';
import { checkMethod, DEFAULT_TIMEOUT_MS } from './state/method-limits.js';
import { outgoingMessage } from './state/outgoing-message.js';
import { targetOf } from './target.js';
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
  readonly provisioning: Provisioning;
  /** Ends what keeps the state, once all is done. */
  readonly closeData: () => Promise<void>;
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
  readonly faults: HubFaults;
  readonly dps: Dps;
  readonly #state: HubState;
  readonly #identities: Identities;
  readonly #door: FrontDoor;
  readonly #closeData: () => Promise<void>;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => void this.close();
  #closing: Promise<void> | undefined;

  constructor({ place, state, provisioning, closeData, door, signal }: Parts) {
    this.host = place.host;
    this.port = door.port;
    this.hostName = place.hostName;
    this.ca = place.ca;
    this.caFile = place.caFile;
    this.faults = state.faults;
    this.dps = new RunningDps({ provisioning, policies: state.policies });
    this.#state = state;
    this.#identities = new Identities({ state, hostName: place.hostName });
    this.#door = door;
    this.#closeData = closeData;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort);
  }

  async addDevice(deviceId: string, options: AddDeviceOptions = {}): Promise<DeviceIdentity> {
    return this.#identities.addDevice(deviceId, options);
  }

  async removeDevice(deviceId: string): Promise<void> {
    this.#identities.removeDevice(deviceId);
  }

  async addModule(target: string, options: AddDeviceOptions = {}): Promise<DeviceIdentity> {
    return this.#identities.addModule(target, options);
  }

  async removeModule(target: string): Promise<void> {
    this.#identities.removeModule(target);
  }

  async setEnabled(deviceId: string, enabled: boolean): Promise<void> {
    this.#state.setEnabled(deviceId, enabled);
  }

  async addAuthority(pem: string): Promise<string> {
    return this.#state.authorities.add(pem);
  }

  async removeAuthority(thumbprint: string): Promise<void> {
    this.#state.authorities.remove(thumbprint);
  }

  connectionString(target: string): string {
    return this.#identities.connectionString(target);
  }

  get serviceConnectionString(): string {
    return this.#identities.serviceConnectionString('iothubowner');
  }

  get eventHubConnectionString(): string {
    return this.#identities.eventHubConnectionString();
  }

  twin(target: string): Twin {
    return this.#state.twin(target);
  }

  desire(target: string, patch: JsonObject): number {
    const copy: unknown = JSON.parse(encodeJson(patch));
    if (isJsonObject(copy)) return this.#state.desire(target, copy);
    throw hubError('PNP_HUB_TWIN_INVALID', 'a desired patch is a JSON object');
  }

  async invoke(
    target: string,
    name: string,
    payload: Json = null,
    options: InvokeOptions = {},
  ): Promise<MethodResponse> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
    const text = encodeJson(payload);
    checkMethod(name, text, timeoutMs);
    const call = { name, payload: JSON.parse(text) as Json };
    return this.#state.invoke(target, call, { timeoutMs, signal });
  }

  sendToDevice(
    deviceId: string,
    body: string | Uint8Array,
    options: SendToDeviceOptions = {},
  ): string {
    const message = outgoingMessage({ ...options, target: deviceId, body });
    this.#state.sendToDevice(message);
    return message.messageId;
  }

  sendToInput(
    target: string,
    inputName: string,
    body: string | Uint8Array,
    options: MessageOptions = {},
  ): string {
    const message = outgoingMessage({ ...options, target, inputName, body });
    this.#state.sendToInput(message);
    return message.messageId;
  }

  pendingMessages(target: string): number {
    return this.#state.pendingMessages(target);
  }

  file(deviceId: string, name: string): Buffer | undefined {
    return this.#state.file(deviceId, name);
  }

  telemetry(options: TelemetryOptions = {}): AsyncIterableIterator<TelemetryEvent> {
    const { deviceId: target, signal } = options;
    return this.#state.log.open((event) => {
      if (event.type !== 'telemetry') return undefined;
      return target === undefined || target === targetOf(event) ? event.telemetry : undefined;
    }, signal);
  }

  feedback(options: EventsOptions = {}): AsyncIterableIterator<FeedbackRecord> {
    return this.#state.log.open(
      (event) => (event.type === 'feedback' ? event.feedback : undefined),
      options.signal,
    );
  }

  events(options: EventsOptions = {}): AsyncIterableIterator<HubEvent> {
    return this.#state.log.open((event) => event, options.signal);
  }

  disconnect(target: string): void {
    this.#state.end(target, 'by-hub');
  }

  async restart({ sessions }: RestartOptions): Promise<void> {
    this.#state.restart(sessions);
    await this.#door.restart();
  }

  async recreate(target: string): Promise<void> {
    this.#state.recreate(target);
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
    await this.#closeData();
  }
}
