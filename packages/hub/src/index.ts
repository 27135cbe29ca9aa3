export type { HubClock } from './clock.js';
export type { AuthenticationType, Credentials, DeviceIdentity } from './device-identity.js';
export type { HubErrorCode } from './error-codes.js';
export { HUB_ERRORS } from './error-codes.js';
export type { FeedbackRecord, FeedbackStatus } from './feedback-record.js';
export type {
  ConnectedEvent,
  DesiredEvent,
  DisconnectedEvent,
  DisconnectReason,
  FeedbackEvent,
  FileUploadedEvent,
  HubEvent,
  MessageCompletedEvent,
  MessageDeliveredEvent,
  MessageDroppedEvent,
  MessageExpiredEvent,
  ProvisionedEvent,
  RefusalReason,
  RefusedEvent,
  ReportedEvent,
  ReportRefusedEvent,
  SubscribedEvent,
  SubscriptionKind,
  TelemetryReceivedEvent,
  TwinReadEvent,
} from './hub-event.js';
export type {
  ArmedFault,
  HubFaults,
  ReportFault,
  RequestFault,
  TwinReadFault,
} from './hub-faults.js';
export type {
  AddDeviceOptions,
  EventsOptions,
  HubOptions,
  InvokeOptions,
  MessageLogOptions,
  MessageOptions,
  RestartOptions,
  SendToDeviceOptions,
  TelemetryOptions,
} from './hub-options.js';
export type { Hub } from './hub.js';
export type { Allocate, Allocation, AllocationRequest } from './provisioning/allocation.js';
export type { Dps, DpsFaults } from './provisioning/dps.js';
export type {
  AllocationPolicy,
  Attestation,
  Enrolment,
  EnrolmentGroup,
  EnrolmentGroupOptions,
  EnrolmentOptions,
  EnrolmentTerms,
  InitialTwin,
  KnownCertificate,
  ReprovisionPolicy,
  SymmetricKeys,
} from './provisioning/enrolment.js';
export type { Registration, RegistrationSubstatus } from './provisioning/registration.js';
export { startHub } from './start-hub.js';
export type { MethodResponse } from './state/device-link.js';
export type { Tier } from './state/tiers.js';
export type { SystemProperties, TelemetryEvent } from './telemetry-event.js';
export type { Twin, VersionedSection } from './twin.js';
