import type {
  CommandContext,
  DesiredContext,
  MessageContext,
  TelemetryContext,
} from '../../contexts.js';
import type { ReceivedMessage } from '../../received-message.js';
import type { Awaitable, FitsInOut, FitsInstance, FitsMethod, FitsOut } from './fits.js';
import type { IsMethod, IsReadonly, NameOf, OwnerOf, Placed, TypeOf } from './member.js';
import type {
  EveryNeedsAMethod,
  MemberDoesNotFit,
  MemberMustNotBeReadonly,
  MemberNeedsASchema,
  MethodNeedsEvery,
  NoSuchMember,
} from './misfit.js';

/*
 * What the decorator functions return. Each has one signature for both conventions: overloads would
 * check as well, but the compiler's message would tell of the wrong one.
 */

/** Stands on a field or accessor whose values fit the schema; `V` is the schema's value. */
export interface PropertyDecorator<V> {
  <Target, At, Descriptor>(
    target: Target,
    at: At & Placed<Target, At, FitsOut<Target, At, Descriptor, V, undefined | null>>,
    descriptor?: Descriptor,
  ): void;
}

/** Stands on a field or accessor that holds every value of the schema, and no other. */
export interface WritableDecorator<V> {
  <Target, At, Descriptor>(
    target: Target,
    at: At & Placed<Target, At, Assigned<Target, At, FitsInOut<Target, At, Descriptor, V>>>,
    descriptor?: Descriptor,
  ): void;
}

/**
 * Stands on a method when polled, `E` being the type of its interval; else (`never`) on a field, an
 * accessor or an async generator. `Instance` is what the interval is read from.
 */
export interface TelemetryDecorator<V, E, Instance> {
  <Target, At, Descriptor>(
    target: Target,
    at: At & Placed<Target, At, FitsTelemetry<Target, At, Descriptor, V, E, Instance>>,
    descriptor?: Descriptor,
  ): void;
}

type FitsTelemetry<Target, At, Descriptor, V, E, Instance> =
  IsMethod<At, Descriptor> extends true
    ? [E] extends [never]
      ? FitsStream<Target, At, Descriptor, V>
      : FitsEvery<
          OwnerOf<Target, At>,
          Instance,
          FitsMethod<
            Target,
            At,
            Descriptor,
            (context: TelemetryContext) => Awaitable<V | undefined>
          >
        >
    : [E] extends [never]
      ? Assigned<Target, At, FitsOut<Target, At, Descriptor, V, undefined>>
      : EveryNeedsAMethod<NameOf<At>>;

type FitsStream<Target, At, Descriptor, V> =
  TypeOf<Target, At> extends (...args: never[]) => AsyncIterable<unknown>
    ? FitsMethod<Target, At, Descriptor, (context: TelemetryContext) => AsyncIterable<V>>
    : MethodNeedsEvery<NameOf<At>>;

type FitsEvery<Owner, Instance, Fit> = Owner extends Instance
  ? Fit
  : MemberDoesNotFit<{ member: 'every'; expected: Owner; found: Instance }>;

type Assigned<Target, At, Fit> =
  IsReadonly<Target, At> extends true ? MemberMustNotBeReadonly<NameOf<At>> : Fit;

/** Stands on a method that takes the request, if there is one, and the context, and returns the response. */
export interface CommandDecorator<Q, R> {
  <Target, At, Descriptor>(
    target: Target,
    at: At & Placed<Target, At, FitsMethod<Target, At, Descriptor, CommandMethod<Q, R>>>,
    descriptor?: Descriptor,
  ): void;
}

// `never` stands for a request or response that is not declared.
type CommandMethod<Q, R> = [Q] extends [never]
  ? [R] extends [never]
    ? (context: CommandContext) => Awaitable<void>
    : (context: CommandContext) => Awaitable<R>
  : [R] extends [never]
    ? (request: Q, context: CommandContext) => Awaitable<void>
    : (request: Q, context: CommandContext) => Awaitable<R>;

/** Stands on a method that takes the values of member `P` of the same class. */
export interface OnDesiredDecorator<P extends string> {
  <Target, At, Descriptor>(
    target: Target,
    at: At & Placed<Target, At, FitsHandler<Target, At, Descriptor, OwnerOf<Target, At>, P>>,
    descriptor?: Descriptor,
  ): void;
}

type FitsHandler<Target, At, Descriptor, Owner, P> = P extends keyof Owner
  ? FitsMethod<
      Target,
      At,
      Descriptor,
      (value: Owner[P], context: DesiredContext) => Awaitable<void>
    >
  : NoSuchMember<P>;

/** Stands on a method that takes a message. */
export interface MessageDecorator {
  <Target, At, Descriptor>(
    target: Target,
    at: At & Placed<Target, At, FitsMethod<Target, At, Descriptor, MessageMethod>>,
    descriptor?: Descriptor,
  ): void;
}

type MessageMethod = (message: ReceivedMessage, context: MessageContext) => Awaitable<void>;

/** Stands on a member that holds every value of the schema and no other, `undefined` only where it is one. */
export interface FieldDecorator<V> {
  <Target, At, Descriptor>(
    target: Target,
    at: At & Placed<Target, At, FitsInOut<Target, At, Descriptor, V, never>>,
    descriptor?: Descriptor,
  ): void;
}

/** Stands on a field or accessor that holds an instance of `C`. */
export interface ComponentDecorator<C extends object> {
  <Target, At, Descriptor>(
    target: Target,
    at: At & Placed<Target, At, FitsInstance<Target, At, Descriptor, C>>,
    descriptor?: Descriptor,
  ): void;
}

/** `@Property()` without a schema: the member's type, where the compiler emits it, tells one. */
export interface BarePropertyDecorator {
  <Target, At, Descriptor>(
    target: Target,
    at: At &
      Bare<Target, At, Descriptor, FitsOut<Target, At, Descriptor, Told<Target, At>, undefined>>,
    descriptor?: Descriptor,
  ): void;
}

/** `@Writable()` without a schema. */
export interface BareWritableDecorator {
  <Target, At, Descriptor>(
    target: Target,
    at: At &
      Bare<
        Target,
        At,
        Descriptor,
        Assigned<Target, At, FitsInOut<Target, At, Descriptor, Told<Target, At>>>
      >,
    descriptor?: Descriptor,
  ): void;
}

/** `@Telemetry()` without a schema. */
export interface BareTelemetryDecorator {
  <Target, At, Descriptor>(
    target: Target,
    at: At &
      Bare<
        Target,
        At,
        Descriptor,
        FitsTelemetry<Target, At, Descriptor, Told<Target, At>, never, unknown>
      >,
    descriptor?: Descriptor,
  ): void;
}

// Only legacy decorators are told the type of what they stand on.
type Bare<Target, At, Descriptor, Fit> = At extends string
  ? IsMethod<At, Descriptor> extends true
    ? MemberNeedsASchema<At>
    : [Told<Target, At>] extends [never]
      ? MemberNeedsASchema<At>
      : Placed<Target, At, Fit>
  : MemberNeedsASchema<NameOf<At>>;

/** The schema's value that the hint of this type stands for; `never` where there is none. */
type Told<Target, At> =
  Exclude<TypeOf<Target, At>, undefined> extends infer Found
    ? [Found] extends [never]
      ? never
      : [Found] extends [number]
        ? number
        : [Found] extends [string]
          ? string
          : [Found] extends [boolean]
            ? boolean
            : [Found] extends [Date]
              ? Date
              : never
    : never;
