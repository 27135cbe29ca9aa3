import type { JsonObject } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type { DisconnectReason, FileUploadedEvent, RefusalReason } from '../hub-event.js';
import type { MessageLogOptions } from '../hub-options.js';
import { isTarget, namesOf } from '../target.js';
import type { Twin } from '../twin.js';
import { Activity } from './activity.js';
import { AttachedDevice } from './attached-device.js';
import { Authorities } from './authorities.js';
import { Batches } from './batches.js';
import { CloudToDevice, type InvokeOptions } from './cloud-to-device.js';
import { Configurations } from './configurations.js';
import { Connections } from './connections.js';
import type { DeviceLink, MethodCall, MethodResponse } from './device-link.js';
import { EventLog } from './event-log.js';
import { Faults } from './faults.js';
import { Feedback } from './feedback.js';
import { fileNotices } from './file-notices.js';
import { Files } from './files.js';
import { IdentityChanges } from './identity-changes.js';
import { noJournal, type Journal } from './journal.js';
import { MessageLog } from './message-log.js';
import { Jobs } from './jobs.js';
import { MethodCalls } from './method-calls.js';
import { Outbox } from './outbox.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { Policies } from './policies.js';
import { Registry } from './registry.js';
import type { ServiceQueue } from './service-queue.js';
import { isUnavailable } from './is-unavailable.js';
import type { Arrival, Entrance } from './session.js';
import { Throttles } from './throttles.js';
import type { Tier } from './tiers.js';
import { TwinChanges } from './twin-changes.js';
import { documentOf } from './twin-section.js';
import { Twins, type TwinChange, type TwinChangeManner } from './twins.js';

interface HubStateOptions {
  readonly tier?: Tier | undefined;
  readonly messageLog?: MessageLogOptions | undefined;
}

/** Why a proven device is not let in now. */
export type NotNow = 'takeover-rate' | 'throttled' | 'unavailable';

/**
 * The hub without its sockets: who there is, what they know, who is connected. Protocol adapters
 * bring devices and modules in through {@link attach}; time comes from the clock given.
 */
export class HubState {
  readonly clock: HubClock;
  readonly registry: Registry;
  readonly policies: Policies;
  readonly authorities: Authorities;
  readonly twins: Twins;
  readonly twinChanges: TwinChanges;
  readonly identityChanges: IdentityChanges;
  readonly activity: Activity;
  readonly configurations: Configurations;
  readonly jobs: Jobs;
  readonly methods: MethodCalls;
  readonly log: EventLog;
  readonly connections: Connections;
  readonly feedback: Feedback;
  readonly outbox: Outbox;
  readonly faults: Faults;
  readonly cloudToDevice: CloudToDevice;
  readonly files: Files;
  /** Uploads that back ends have not been told of yet. */
  readonly fileNotices: ServiceQueue<FileUploadedEvent>;
  readonly messageLog: MessageLog;
  readonly throttles: Throttles;
  /** Everything that is kept goes through it. */
  readonly batches: Batches;

  /** @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  constructor(clock: HubClock, keeper: Journal = noJournal, options: HubStateOptions = {}) {
    const journal = Batches.over(keeper);
    this.clock = clock;
    this.batches = journal;
    this.throttles = new Throttles(clock, options.tier);
    this.log = new EventLog(clock);
    this.registry = new Registry(journal, (identity, isNew) =>
      this.identityChanges.follow(identity, isNew),
    );
    this.policies = new Policies(journal);
    this.authorities = new Authorities(journal);
    this.twins = new Twins(clock, journal);
    this.methods = new MethodCalls(clock);
    this.connections = new Connections({
      clock,
      log: this.log,
      journal,
      throttles: this.throttles,
      onLeft: (target) => {
        this.methods.linkLost(target);
        this.faults.left(target);
      },
    });
    const { log, registry, connections } = this;
    this.feedback = new Feedback({ clock, log, registry, journal });
    this.faults = new Faults(this);
    this.cloudToDevice = new CloudToDevice(this);
    this.twinChanges = new TwinChanges(this);
    this.identityChanges = new IdentityChanges(this);
    this.activity = new Activity(this.log);
    this.configurations = new Configurations(this);
    this.jobs = new Jobs(this);
    this.files = new Files(this);
    this.fileNotices = fileNotices(this);
    this.messageLog = new MessageLog(this, options.messageLog);
    // The last to read what was kept: it arms timers, and one that fails to start leaves none.
    this.outbox = new Outbox({ clock, log, connections, feedback: this.feedback, journal });
  }

  /** Lets a proven device in, in place of an older connection, or says why not now. */
  attach(arrival: Arrival, link: DeviceLink): AttachedDevice | NotNow {
    if (this.throttles.objection('connect') !== undefined) return 'throttled';
    if (this.faults.refusesConnect(arrival.target)) return 'unavailable';
    try {
      const entrance = this.batches.together(() => this.#enter(arrival, link));
      return entrance === undefined ? 'takeover-rate' : new AttachedDevice(entrance, this);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return 'unavailable';
    }
  }

  /** All that is kept of it is kept at once, before anybody sees it. */
  #enter(arrival: Arrival, link: DeviceLink): Entrance | undefined {
    const entrance = this.connections.enter(arrival, link);
    if (entrance === undefined) return undefined;
    if (!entrance.sessionPresent) this.outbox.sessionLost(arrival.target);
    this.twins.announce(arrival.target, arrival.modelId);
    return entrance;
  }

  /** Records that somebody was not let in, by its name if that can be one. */
  refused(target: string | undefined, reason: RefusalReason, detail: string): void {
    const names = target === undefined || !isTarget(target) ? {} : namesOf(target);
    this.log.record({ type: 'refused', ...names, reason, detail });
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  twin(target: string): Twin {
    this.registry.get(target);
    const { modelId, tags, desired, reported } = this.twins.get(target);
    return Object.freeze({
      ...namesOf(target),
      ...(modelId === undefined ? {} : { modelId }),
      connectionState: this.connections.isConnected(target) ? 'connected' : 'disconnected',
      tags,
      desired: documentOf(desired),
      reported: documentOf(reported),
    });
  }

  /**
   * Merges into the desired section and tells the device, if it listens now: nothing is queued.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE, and those of
   *   {@link Throttles.check}
   */
  desire(target: string, patch: JsonObject): number {
    return this.twinChanges.desire(target, patch);
  }

  /** The same, for tags too and in either manner. @throws as {@link desire} does */
  changeTwin(target: string, change: TwinChange, manner: TwinChangeManner): void {
    this.batches.together(() => {
      this.twinChanges.change(target, change, manner);
      if (change.tags !== undefined) this.configurations.applyTo(target);
    });
  }

  /** @throws as {@link CloudToDevice.invoke} does */
  invoke(
    target: string,
    call: Omit<MethodCall, 'callId'>,
    options: InvokeOptions,
  ): Promise<MethodResponse> {
    return this.cloudToDevice.invoke(target, call, options);
  }

  /** @throws as {@link CloudToDevice.sendToDevice} does */
  sendToDevice(message: OutgoingMessage): void {
    this.cloudToDevice.sendToDevice(message);
  }

  /** @throws as {@link CloudToDevice.sendToInput} does */
  sendToInput(message: OutgoingMessage): void {
    this.cloudToDevice.sendToInput(message);
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  pendingMessages(target: string): number {
    this.registry.get(target);
    return this.outbox.pending(target);
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT */
  file(deviceId: string, name: string): Buffer | undefined {
    this.registry.getDevice(deviceId);
    return this.files.read(deviceId, name);
  }

  /** @throws as {@link IdentityChanges.remove} does */
  remove(target: string): void {
    this.identityChanges.remove(target);
  }

  /** @throws as {@link IdentityChanges.recreate} does */
  recreate(target: string): void {
    this.identityChanges.recreate(target);
  }

  /** @throws as {@link IdentityChanges.setEnabled} does */
  setEnabled(deviceId: string, enabled: boolean): void {
    this.identityChanges.setEnabled(deviceId, enabled);
  }

  /** Ends all connections, as when the hub goes down and comes up again. */
  restart(sessions: 'keep' | 'lose'): void {
    this.connections.endAll('hub-restarting');
    if (sessions === 'lose') this.connections.loseSessions();
  }

  /** Ends the connection of a device or module, if it has one. */
  end(target: string, reason: DisconnectReason): void {
    this.connections.end(target, reason);
  }

  close(): void {
    this.jobs.close();
    this.connections.endAll('hub-closing');
    this.throttles.close();
    this.outbox.close();
    this.feedback.queue.close();
    this.fileNotices.close();
    this.log.close();
  }
}
