export { Command } from './command.js';
export { Component } from './component.js';
export type { InterfaceDecorator } from './interface.js';
export { Interface } from './interface.js';
export { OnDesired } from './on-desired.js';
export { Property } from './property.js';
export { Telemetry } from './telemetry.js';
export { Writable } from './writable.js';
export type {
  BarePropertyDecorator,
  BareTelemetryDecorator,
  BareWritableDecorator,
  CommandDecorator,
  ComponentDecorator,
  OnDesiredDecorator,
  PropertyDecorator,
  TelemetryDecorator,
  WritableDecorator,
} from './types/decorators.js';
export type { Awaitable, ValueOf } from './types/fits.js';
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
} from './types/misfit.js';
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
} from './types/options.js';
