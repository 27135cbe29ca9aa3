import type { JsonObject } from '@iotpnp/model';

/** What becomes of a reported patch. */
export type ReportFault =
  /** Answered 400; not merged. */
  | 'refuse'
  /** Answered 429 (IoT Hub's 429001); not merged. */
  | 'throttle'
  /** Answered 503; not merged. */
  | 'unavailable'
  /** Merged, never answered. */
  | 'silent'
  /** Not merged, never answered. */
  | 'ignore'
  /** The connection is destroyed; not merged. */
  | 'cut'
  /** Merged, and the connection destroyed before the answer. */
  | 'apply-and-cut';

/** What becomes of a read of the twin. */
export type TwinReadFault = Extract<ReportFault, 'throttle' | 'unavailable' | 'silent' | 'cut'>;

/** What becomes of a request of a back end over HTTP: answered 429 (429001), or 503. */
export type RequestFault = Extract<ReportFault, 'throttle' | 'unavailable'>;

/** A fault that is in store, as tools read it. */
export interface ArmedFault {
  readonly fault:
    | 'answer-reports'
    | 'answer-requests'
    | 'answer-twin-reads'
    | 'delay-acks'
    | 'delay-answers'
    | 'disconnect-on-command'
    | 'hold-acks'
    | 'lose-acks'
    | 'lose-desired'
    | 'refuse-connects'
    | 'refuse-reports';
  /** Absent for what is of no target. */
  readonly target?: string;
  /** How often it is still to happen. */
  readonly count?: number;
  /** For how long still, or how late. */
  readonly seconds?: number;
  /** Those still to come. */
  readonly answers?: readonly ReportFault[];
}

/**
 * What a hub and its network do to devices on bad days, on demand. For tests. A fault is of one
 * target, `dev1` or `dev1/mod1`, connected or not, and outlives its connections, not its identity.
 * Each member throws PNP_HUB_DEVICE_UNKNOWN for a target the hub does not have.
 */
export interface HubFaults {
  /**
   * Pushes exactly this as a change of desired properties, with the `$version` that is in it or
   * without any, whatever the twin holds.
   * @throws PNP_HUB_DEVICE_OFFLINE, PNP_HUB_PAYLOAD_INVALID
   */
  push(target: string, patch: JsonObject): void;
  /** The next changes of desired properties change the twin and are pushed to nobody. */
  loseDesired(target: string, count?: number): void;
  /** What becomes of the next reported patches, one each, behind those already said. */
  answerReports(target: string, ...faults: readonly ReportFault[]): void;
  /** Answers 400 to every reported patch of which this is true, or throws; `undefined` ends that. */
  refuseReports(target: string, refused: ((patch: JsonObject) => boolean) | undefined): void;
  /** What becomes of the next reads of the twin, one each, behind those already said. */
  answerTwinReads(target: string, ...faults: readonly TwinReadFault[]): void;
  /** Answers to reads and reports of the twin come so late, by the hub's clock; 0 ends that. */
  delayAnswers(target: string, ms: number): void;
  /** Telemetry at QoS 1 is taken, but not acknowledged until {@link releaseTelemetry}. */
  holdTelemetry(target: string): void;
  /** Acknowledges what is held on the connection there is, and goes on as usual. */
  releaseTelemetry(target: string): void;
  /** The next messages of telemetry at QoS 1 are taken and never acknowledged. */
  loseTelemetryAcks(target: string, count: number): void;
  /** Telemetry at QoS 1 is acknowledged so late, by the hub's clock; 0 ends that. */
  delayTelemetryAcks(target: string, ms: number): void;
  /** The next CONNECTs that could come in are answered `unavailable` (CONNACK 3). */
  refuseConnects(target: string, count: number): void;
  /**
   * CONNECTs that could come in are answered `unavailable` for so long, by the hub's clock: those of
   * a target, or all. 0 ends that.
   */
  refuseConnectsFor(ms: number, target?: string): void;
  /** Cuts the connection of a target, or all. */
  disconnect(target?: string): void;
  /** Ends the connection, if there is one, as the end of its token does. */
  expireToken(target: string): void;
  /** The same for all that came with a token. */
  expireTokens(): void;
  /** The connection ends right after the next methods were sent over it. */
  disconnectOnCommand(target: string, count?: number): void;
  /** What becomes of the next requests of back ends over HTTP, one each, behind those already said. */
  answerRequests(...faults: readonly RequestFault[]): void;
  /** What is in store. */
  list(): readonly ArmedFault[];
  /** Takes back what is in store for a target, or all; telemetry that is held is acknowledged. */
  clear(target?: string): void;
}
