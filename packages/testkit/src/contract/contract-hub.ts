import type {
  CommandResult,
  Json,
  JsonObject,
  ProvisioningPlugin,
  TransportPlugin,
} from '@iotpnp/core';
import type { FakeClock } from '../fake-clock.js';
import type { MessageOptions } from '../memory/mailbox.js';
import type { ReportFault } from '../memory/memory-device.js';

/**
 * The far side of a transport, as its contract sees it: one device (or module) and its hub. What arrived there is read
 * here, what the hub does is made to happen here. Each group is there iff the transport supports it.
 */
export interface ContractHub extends AsyncDisposable {
  readonly transport: TransportPlugin;
  readonly provisioning: ProvisioningPlugin;
  /** The time of session and hub. It stands still unless a test lets it pass. */
  readonly clock: FakeClock;
  /**
   * How long a test waits for what has to come, in milliseconds of the machine: a limit for failures, never waited out otherwise.
   * At most a third of the time the runner gives a test, so that the failure says what was missing.
   */
  readonly patienceMs: number;
  /** Every connection that was let in, in order; those refused are not among them. */
  readonly connects: readonly Announcement[];
  /** What was taken, in order. */
  readonly telemetry: readonly ReceivedTelemetry[];
  /** One turn of the event loop at least, so that what is under way goes on: called again and again until what has to come is there. */
  turn(): Promise<void>;
  /** Ends the connection: the hub closes it, or the socket breaks. */
  cut(by: 'hub' | 'socket'): void;
  /** A disabled device loses its connection and is refused until it is enabled. */
  setEnabled(enabled: boolean): Promise<void>;
  /** The hub goes down and comes up again, with what it knew of the device's subscriptions or without; the same where there are none to know. */
  restart(options: { readonly sessions: 'kept' | 'lost' }): Promise<void>;
  /**
   * The device's credentials are renewed as the transport does it, and the session reads the twin again (row W15), by a new connection
   * or by `resync`. `meanwhile` always runs: in the gap that the renewal leaves, in which pushes are lost, or just before the twin is read again.
   */
  renewCredentials(meanwhile: () => void): Promise<void>;
  readonly twin?: ContractTwin;
  readonly commands?: ContractCommands;
  readonly messages?: ContractMessages;
  readonly inputs?: ContractInputs;
  readonly files?: readonly { readonly name: string; readonly content: Uint8Array }[];
}

/** Who connected, and as what. */
export interface Announcement {
  readonly deviceId: string;
  readonly moduleId?: string;
  readonly modelId?: string;
}

/** A message as it arrived. */
export interface ReceivedTelemetry {
  /** By the marker on the wire. */
  readonly component: string | undefined;
  readonly output: string | undefined;
  readonly body: Json;
  /** The body as it came. */
  readonly text: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** Of the application, the convention's own left out. */
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: Date | undefined;
}

export interface ContractTwin {
  /** As of now, with `$version`. */
  readonly desired: JsonObject;
  readonly reported: JsonObject;
  /** The patches that were merged, in order. */
  readonly reports: readonly JsonObject[];
  /** Changes desired properties as a back end does; the new `$version`. */
  desire(patch: JsonObject): number;
  /** The same, but what is pushed to the device gets lost on the way. */
  desireUnheard(patch: JsonObject): number;
  /** Pushes exactly this, whatever the twin holds. */
  push(patch: JsonObject): void;
  /** What becomes of the next reported patches, one each. */
  answerReports(...faults: readonly ReportFault[]): void;
  /** Refuses, for its content, every reported patch of which this is true. */
  refuseReports(refused: (patch: JsonObject) => boolean): void;
  /** The device is deleted and made again under its name: the connection ends, both documents are empty, at `$version` 1. */
  recreate(): Promise<void>;
}

export interface ContractCommands {
  /** Invokes `name` or `component*name`, and waits for the answer. */
  invoke(name: string, payload?: Json): Promise<CommandResult>;
}

export interface ContractMessages {
  /** Sends a cloud-to-device message; its id. Kept until the device has taken it. */
  send(body: string | Uint8Array, options?: MessageOptions): string;
  /** Ids of those the device has completed or rejected, in order. */
  readonly taken: readonly string[];
}

export interface ContractInputs {
  /** Sends a message to an input of the module. */
  send(input: string, body: string | Uint8Array, options?: MessageOptions): void;
}

/** Opens a hub with one device on it, not yet connected. */
export type OpenContractHub = (options: { readonly module: boolean }) => Promise<ContractHub>;
