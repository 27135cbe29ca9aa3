import type { Json, JsonObject } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type { DeviceIdentity } from '../device-identity.js';
import { hubError } from '../error-codes.js';
import type { DisconnectReason, RefusalReason } from '../hub-event.js';
import type { Twin } from '../twin.js';
import { AttachedDevice } from './attached-device.js';
import type { DeviceLink, MethodResponse } from './device-link.js';
import { EventLog } from './event-log.js';
import { freezeJson } from './json-text.js';
import { MethodCalls } from './method-calls.js';
import { Registry } from './registry.js';
import { Sessions, type Arrival, type Presence } from './session.js';
import { TakeoverGate } from './takeover-gate.js';
import { telemetryEvent } from './telemetry.js';
import { documentOf } from './twin-section.js';
import { Twins } from './twins.js';

interface InvokeOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The hub without its sockets: who there is, what they know, who is connected. Protocol adapters
 * bring devices in through {@link attach}; time comes from the clock given.
 */
export class HubState {
  readonly clock: HubClock;
  readonly registry: Registry;
  readonly twins = new Twins();
  readonly methods: MethodCalls;
  readonly log: EventLog;
  readonly #sessions = new Sessions();
  readonly #takeovers = new TakeoverGate();

  constructor(clock: HubClock, devices: Iterable<DeviceIdentity> = []) {
    this.clock = clock;
    this.log = new EventLog(clock);
    this.registry = new Registry(devices);
    this.methods = new MethodCalls(clock);
  }

  /** Lets a proven device in, in place of an older connection; `undefined` when those come too fast. */
  attach(arrival: Arrival, link: DeviceLink): AttachedDevice | undefined {
    const { deviceId, modelId, apiVersion, clientType } = arrival;
    const older = this.#sessions.present(deviceId);
    if (older !== undefined) {
      if (!this.#takeovers.pass(deviceId, this.clock.now())) return undefined;
      this.end(deviceId, 'taken-over');
    }
    const presence: Presence = { arrival, link };
    const entrance = this.#sessions.enter(presence);
    this.twins.announce(deviceId, modelId);
    this.log.record({
      type: 'connected',
      deviceId,
      protocol: arrival.protocol,
      ...(modelId === undefined ? {} : { modelId }),
      cleanSession: arrival.cleanSession,
      sessionPresent: entrance.sessionPresent,
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(clientType === undefined ? {} : { clientType }),
      tokenExpiresAt: new Date(arrival.tokenExpiresAt),
    });
    return new AttachedDevice(entrance, {
      clock: this.clock,
      twins: this.twins,
      methods: this.methods,
      log: this.log,
      leave: (reason, detail) => this.#leave(presence, reason, detail),
    });
  }

  /** Records that somebody was not let in. */
  refused(deviceId: string | undefined, reason: RefusalReason, detail: string): void {
    const named = deviceId === undefined ? {} : { deviceId };
    this.log.record({ type: 'refused', ...named, reason, detail });
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  twin(deviceId: string): Twin {
    this.registry.get(deviceId);
    const { modelId, desired, reported } = this.twins.get(deviceId);
    const connected = this.#sessions.present(deviceId) !== undefined;
    return Object.freeze({
      deviceId,
      ...(modelId === undefined ? {} : { modelId }),
      connectionState: connected ? 'connected' : 'disconnected',
      desired: documentOf(desired),
      reported: documentOf(reported),
    });
  }

  /**
   * Merges into the desired section and tells the device, if it listens now: nothing is queued.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE
   */
  desire(deviceId: string, patch: JsonObject): number {
    this.registry.get(deviceId);
    const version = this.twins.patch(deviceId, 'desired', freezeJson(patch));
    const presence = this.#sessions.listening(deviceId, 'desired');
    presence?.link.desired(patch, version);
    const pushed = presence !== undefined;
    this.log.record({ type: 'desired', deviceId, patch, version, pushed });
    return version;
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_OFFLINE, and those of {@link MethodCalls.call} */
  async invoke(
    deviceId: string,
    call: { readonly name: string; readonly payload: Json },
    options: InvokeOptions,
  ): Promise<MethodResponse> {
    options.signal?.throwIfAborted();
    this.registry.get(deviceId);
    const presence = this.#sessions.listening(deviceId, 'methods');
    if (presence === undefined) throw this.#offline(deviceId);
    return this.methods.call({ deviceId, name: call.name }, options, (callId) =>
      presence.link.invoke({ callId, ...call }),
    );
  }

  /** Ends the device's connection, if it has one. */
  end(deviceId: string, reason: DisconnectReason): void {
    const presence = this.#sessions.present(deviceId);
    if (presence === undefined) return;
    this.#leave(presence, reason);
    presence.link.end(reason);
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  remove(deviceId: string): void {
    this.registry.remove(deviceId);
    this.end(deviceId, 'removed');
    this.#sessions.forget(deviceId);
    this.#takeovers.forget(deviceId);
    this.twins.forget(deviceId);
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  setEnabled(deviceId: string, enabled: boolean): void {
    this.registry.setEnabled(deviceId, enabled);
    if (!enabled) this.end(deviceId, 'disabled');
  }

  close(): void {
    for (const { arrival } of this.#sessions.all()) this.end(arrival.deviceId, 'hub-closing');
    this.log.close();
  }

  #leave(presence: Presence, reason: DisconnectReason, detail?: string): void {
    const { arrival } = presence;
    const { deviceId, will } = arrival;
    if (this.#sessions.present(deviceId) !== presence) return;
    this.#sessions.leave(presence);
    this.methods.linkLost(deviceId);
    if (will !== undefined && reason !== 'by-device') {
      const telemetry = telemetryEvent(arrival, will, this.clock.now());
      this.log.record({ type: 'telemetry', deviceId, telemetry });
    }
    const why = detail === undefined ? {} : { detail };
    this.log.record({ type: 'disconnected', deviceId, reason, ...why });
  }

  #offline(deviceId: string): Error {
    const connected = this.#sessions.present(deviceId) !== undefined;
    const why = connected ? 'is connected but takes no methods' : 'is not connected';
    return hubError('PNP_HUB_DEVICE_OFFLINE', `${deviceId} ${why}`, {
      hint: 'wait until the device is connected and has subscribed to methods',
    });
  }
}
