import type { JsonObject } from '@iotpnp/model';
import type { FeedbackRecord } from './feedback-record.js';
import type { RegistrationSubstatus } from './provisioning/registration.js';
import type { TargetNames } from './target.js';
import type { TelemetryEvent } from './telemetry-event.js';

/** What a device or module may listen to. */
export type SubscriptionKind =
  | 'twin-responses'
  | 'desired'
  | 'methods'
  | 'cloud-messages'
  | 'inputs';

export type DisconnectReason =
  /** The device said goodbye. */
  | 'by-device'
  /** The socket ended without a goodbye. */
  | 'link-lost'
  /** Silent for more than one and a half keep-alive periods. */
  | 'keep-alive'
  /** Something IoT Hub closes a connection for; `detail` says what. */
  | 'protocol-violation'
  | 'token-expired'
  /** A newer connection of the same device or module took its place. */
  | 'taken-over'
  /** Something the device asked for cannot be kept now; `detail` says why. */
  | 'unavailable'
  /** The device reads too slowly: too much waits to be sent to it. */
  | 'too-slow'
  /** More telemetry than the tier lets through, for longer than it may wait. */
  | 'throttled'
  /** Telemetry when the messages of the day are spent. */
  | 'quota-exceeded'
  | 'disabled'
  | 'removed'
  /** `hub.disconnect(target)`, or a fault that cuts connections. */
  | 'by-hub'
  /** `hub.restart()`. */
  | 'hub-restarting'
  | 'hub-closing';

export type RefusalReason =
  | 'protocol-version'
  | 'client-id-mismatch'
  | 'username-invalid'
  | 'wrong-host'
  | 'token-invalid'
  | 'token-expired'
  | 'wrong-resource'
  | 'policy-unknown'
  /** The policy may not do this. */
  | 'policy-unfit'
  | 'signature-mismatch'
  | 'certificate-invalid'
  /** The registration, or its enrolment, is not known to the provisioning service, or disabled. */
  | 'registration-unknown'
  | 'registration-disabled'
  /** A device that proved who it is could not be assigned to a hub. */
  | 'registration-failed'
  | 'device-unknown'
  | 'device-disabled'
  | 'module-unknown'
  | 'will-invalid'
  /** The same id keeps taking its own place: two programs use one identity. */
  | 'takeover-rate'
  /** More new connections than the tier lets through. */
  | 'throttled'
  /** `hub.faults.refuseConnects()`. */
  | 'unavailable';

/** Of a device, or of a module of it when there is a `moduleId`. */
interface OfTarget extends TargetNames {
  readonly at: Date;
}

export interface ConnectedEvent extends OfTarget {
  readonly type: 'connected';
  readonly protocol: 'mqtt' | 'mqtt-ws';
  readonly modelId?: string;
  readonly cleanSession: boolean;
  /** Whether an earlier session, with its subscriptions, goes on. */
  readonly sessionPresent: boolean;
  readonly apiVersion?: string;
  /** `DeviceClientType`: the SDK, its version and its platform. */
  readonly clientType?: string;
  /** Absent when a certificate was shown. */
  readonly tokenExpiresAt?: Date;
}

export interface DisconnectedEvent extends OfTarget {
  readonly type: 'disconnected';
  readonly reason: DisconnectReason;
  readonly detail?: string;
}

export interface RefusedEvent {
  readonly type: 'refused';
  readonly at: Date;
  /** What the client called itself, when it got that far. */
  readonly deviceId?: string;
  readonly moduleId?: string;
  readonly reason: RefusalReason;
  readonly detail: string;
}

export interface TelemetryReceivedEvent extends OfTarget {
  readonly type: 'telemetry';
  readonly telemetry: TelemetryEvent;
}

export interface ReportedEvent extends OfTarget {
  readonly type: 'reported';
  readonly patch: JsonObject;
  /** Of the reported section, after the patch. */
  readonly version: number;
}

export interface ReportRefusedEvent extends OfTarget {
  readonly type: 'report-refused';
  /** What it was answered with; absent when a fault left it unanswered. */
  readonly status?: number;
  readonly detail: string;
}

export interface TwinReadEvent extends OfTarget {
  readonly type: 'twin-read';
  /** 200, unless a fault made it another; absent when it was left unanswered. */
  readonly status?: number;
}

export interface DesiredEvent extends OfTarget {
  readonly type: 'desired';
  readonly patch: JsonObject;
  /** Of the desired section, after the patch. */
  readonly version: number;
  /** Whether a connected, subscribed device was told. */
  readonly pushed: boolean;
}

export interface SubscribedEvent extends OfTarget {
  readonly type: 'subscribed';
  readonly to: SubscriptionKind;
}

interface OfMessage extends OfTarget {
  readonly messageId: string;
  /** The module's input; absent on a cloud-to-device message. */
  readonly inputName?: string;
}

/** A message was sent to whom it is for, who has not acknowledged it yet. */
export interface MessageDeliveredEvent extends OfMessage {
  readonly type: 'message-delivered';
  /** Whether it had been sent before. */
  readonly again: boolean;
}

/** A message was acknowledged. */
export interface MessageCompletedEvent extends OfMessage {
  readonly type: 'message-completed';
}

/** A message was not acknowledged before its end, and is gone. */
export interface MessageExpiredEvent extends OfMessage {
  readonly type: 'message-expired';
}

/** A message was given up before its end, and is gone. */
export interface MessageDroppedEvent extends OfMessage {
  readonly type: 'message-dropped';
  /** It was sent ten times and never acknowledged, or a back end has emptied the queue. */
  readonly reason: 'delivery-count-exceeded' | 'purged';
}

/** The sender of a message had asked to be told what became of it. */
export interface FeedbackEvent extends OfTarget {
  readonly type: 'feedback';
  readonly feedback: FeedbackRecord;
}

/** A device has told the hub what became of an upload. */
export interface FileUploadedEvent extends OfTarget {
  readonly type: 'file-uploaded';
  /** Without the device's id in front. */
  readonly name: string;
  /** In bytes; 0 when there is no file. */
  readonly size: number;
  /** Whether the file is there, whole. */
  readonly success: boolean;
}

/** The provisioning service has assigned a device to a hub: this one, unless `hub` is another name. */
export interface ProvisionedEvent extends OfTarget {
  readonly type: 'provisioned';
  readonly registrationId: string;
  /** The enrolment group it came in by. */
  readonly groupId?: string;
  /** Host name. */
  readonly hub: string;
  readonly substatus: RegistrationSubstatus;
  readonly modelId?: string;
}

/** All that happens on the hub, in order. No event holds a key, a token or a signature. */
export type HubEvent =
  | ConnectedEvent
  | DisconnectedEvent
  | RefusedEvent
  | TelemetryReceivedEvent
  | ReportedEvent
  | ReportRefusedEvent
  | TwinReadEvent
  | DesiredEvent
  | SubscribedEvent
  | MessageDeliveredEvent
  | MessageCompletedEvent
  | MessageExpiredEvent
  | MessageDroppedEvent
  | FeedbackEvent
  | FileUploadedEvent
  | ProvisionedEvent;
