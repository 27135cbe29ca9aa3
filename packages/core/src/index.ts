import './metadata.js';

export { CloudMessage, Input } from './decorators/cloud-message.js';
export { Command } from './decorators/command.js';
export { Component } from './decorators/component.js';
export { Field } from './decorators/field.js';
export type { InterfaceDecorator } from './decorators/interface.js';
export { Interface } from './decorators/interface.js';
export { OnDesired } from './decorators/on-desired.js';
export { Property } from './decorators/property.js';
export { Telemetry } from './decorators/telemetry.js';
export { Writable } from './decorators/writable.js';
export type {
  BarePropertyDecorator,
  BareTelemetryDecorator,
  BareWritableDecorator,
  CommandDecorator,
  ComponentDecorator,
  FieldDecorator,
  MessageDecorator,
  OnDesiredDecorator,
  PropertyDecorator,
  TelemetryDecorator,
  WritableDecorator,
} from './decorators/types/decorators.js';
export type { Awaitable, FieldValue, ValueOf } from './decorators/types/fits.js';
export type {
  EveryNeedsAMethod,
  MemberDoesNotFit,
  MemberMustBeAMethod,
  MemberMustBePublic,
  MemberMustHaveAStringName,
  MemberMustNotBeAMethod,
  MemberMustNotBeReadonly,
  MemberMustNotBeStatic,
  MemberNeedsASchema,
  MethodNeedsEvery,
  NoSuchMember,
  SchemaMustNotBeAny,
} from './decorators/types/misfit.js';
export type {
  CommandOptions,
  EveryOption,
  InterfaceOptions,
  Interval,
  MemberOptions,
  PayloadOptions,
  PropertyOptions,
  SemanticOptions,
  TelemetryOptions,
} from './decorators/types/options.js';
export type {
  Dtmi,
  Infer,
  InterfaceModel,
  Json,
  JsonObject,
  LineString,
  MultiLineString,
  MultiPoint,
  MultiPolygon,
  PnpErrorCode,
  PnpErrorOptions,
  Point,
  Polygon,
  Position,
  Problem,
  ScaledDecimal,
  Schema,
  SchemaLike,
  Where,
} from '@iotpnp/model';
export {
  array,
  closest,
  enumOf,
  long,
  map,
  object,
  optional,
  PnpError,
  unsignedLong,
} from '@iotpnp/model';
export { CommandError, isCommandError, isReject, Reject } from './author-errors.js';
export { changed } from './bind/bind.js';
export type { AckValue, PropertyPath, ReportedProperty } from './convention.js';
export {
  isAckValue,
  registrationPayload,
  reportedPatch,
  reportedProperties,
} from './convention.js';
export { consoleLogger } from './console-logger.js';
export type { Cancel, Clock } from './clock.js';
export { sleep, systemClock } from './clock.js';
export { compile } from './compile/compile.js';
export { objectOf } from './compile/object-of.js';
export type {
  CommandMember,
  Compiled,
  ComponentMember,
  MessageMember,
  PropertyMember,
  TelemetryMember,
} from './compile/compiled.js';
export type {
  CommandContext,
  DesiredContext,
  MessageContext,
  TelemetryContext,
} from './contexts.js';
export type { ReceivedMessage } from './received-message.js';
export type { Class } from './draft.js';
export { draftOf } from './draft.js';
export { parseDuration } from './duration.js';
export { CORE_ERRORS } from './error-codes.js';
export type { ConnectionChange, Lifecycle, StartContext, UnknownDesired } from './lifecycle.js';
export type { LogFields, Logger } from './logger.js';
export { silentLogger } from './logger.js';
export type {
  CommandOperation,
  DesiredOperation,
  Middleware,
  ReportOperation,
  TelemetryOperation,
} from './middleware.js';
export type { ConnectionErrorOptions, Retry } from './plugin/connection-error.js';
export { ConnectionError, isConnectionError } from './plugin/connection-error.js';
export type {
  MiddlewarePlugin,
  Plugin,
  PluginContext,
  PluginDefinition,
  PluginSource,
} from './plugin/define-plugin.js';
export { definePlugin } from './plugin/define-plugin.js';
export type { ExtensionPlugin, SessionEvent } from './plugin/extension.js';
export type { Auth, DeviceIdentity, SasAuth, X509Auth } from './plugin/identity.js';
export type { InboundMessage, MessageOutcome } from './plugin/inbound-message.js';
export type { Address, ProvisioningPlugin, ProvisionRequest } from './plugin/provisioning.js';
export type { StandardIssue, StandardResult, StandardSchema } from './plugin/standard-schema.js';
export type { StateStore } from './plugin/state-store.js';
export { memoryStateStore } from './plugin/state-store.js';
export type {
  CallOptions,
  CommandRequest,
  CommandResult,
  ConnectRequest,
  DeviceSink,
  FileUpload,
  Link,
  TelemetryMessage,
  TransportPlugin,
  TransportSupport,
  Twin,
} from './plugin/transport.js';
export { createHost, startSession } from './runtime/host.js';
export type {
  Host,
  HostOptions,
  OutputMessage,
  SendMessage,
  Session,
  SessionOptions,
  SessionState,
  TelemetryOverride,
  UploadContent,
} from './runtime/session.types.js';
export type { SessionStats } from './runtime/stats.js';
export type { TelemetryQueuePolicy } from './runtime/telemetry-queue.js';
export { Secret } from './secret.js';
