import type { Infer, Optional } from '@iotpnp/model';
import type { IsMethod, NameOf, TypeOf } from './member.js';
import type {
  MemberDoesNotFit,
  MemberMustBeAMethod,
  MemberMustNotBeAMethod,
  SchemaMustNotBeAny,
} from './misfit.js';

/*
 * What a decorator asks of a member beside its place: `unknown`, which everything is, when the member
 * fits; else the misfit that says what is wrong.
 */

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** The value's type of a schema; {@link SchemaMustNotBeAny} where there would be nothing to check. */
export type ValueOf<S> = IsAny<S> extends true ? SchemaMustNotBeAny : NotAny<Infer<S>>;

/** As {@link ValueOf}, of what a field may be given: `optional(schema)` lets in `undefined`. */
export type FieldValue<S> =
  IsAny<S> extends true
    ? SchemaMustNotBeAny
    : S extends Optional<infer Inner>
      ? ValueOf<Inner> | undefined
      : ValueOf<S>;

type NotAny<V> = IsAny<V> extends true ? SchemaMustNotBeAny : V;
type IsAny<T> = 0 extends 1 & T ? true : false;

/** The member's values are values of `V` (or of `Absent`: none). */
export type FitsOut<Target, At, Descriptor, V, Absent> =
  IsMethod<At, Descriptor> extends true
    ? MemberMustNotBeAMethod<NameOf<At>>
    : Out<NameOf<At>, TypeOf<Target, At>, V, Absent>;

type Out<Name, Found, V, Absent> = [Found] extends [ReadonlyValue<V> | Absent]
  ? [V] extends [SchemaMustNotBeAny]
    ? SchemaMustNotBeAny
    : unknown
  : MemberDoesNotFit<{ member: Name; expected: V; found: Found }>;

/** As {@link FitsOut}, and the member can hold every value of `V`: the hub may send any of them. */
export type FitsInOut<Target, At, Descriptor, V, Absent = undefined> = [V] extends [
  TypeOf<Target, At>,
]
  ? FitsOut<Target, At, Descriptor, V, Absent>
  : IsMethod<At, Descriptor> extends true
    ? MemberMustNotBeAMethod<NameOf<At>>
    : MemberDoesNotFit<{ member: NameOf<At>; expected: V; found: TypeOf<Target, At> }>;

/** The member is a method that can be called as `Wanted`. */
export type FitsMethod<Target, At, Descriptor, Wanted> =
  IsMethod<At, Descriptor> extends true
    ? Method<NameOf<At>, TypeOf<Target, At>, Wanted>
    : MemberMustBeAMethod<NameOf<At>>;

type Method<Name, Found, Wanted> = Found extends Wanted
  ? unknown
  : MemberDoesNotFit<{ member: Name; expected: Wanted; found: Found }>;

/** The member holds an object that can stand for an instance of `C`. */
export type FitsInstance<Target, At, Descriptor, C> =
  IsMethod<At, Descriptor> extends true
    ? MemberMustNotBeAMethod<NameOf<At>>
    : Instance<NameOf<At>, TypeOf<Target, At>, C>;

type Instance<Name, Found, C> = [Found] extends [C]
  ? unknown
  : MemberDoesNotFit<{ member: Name; expected: C; found: Found }>;

/** What is sent is only read: arrays may be `readonly`, at any depth. */
type ReadonlyValue<V> = V extends Plain
  ? V
  : V extends Uint8Array
    ? Uint8Array // whatever the buffer behind it
    : unknown extends V
      ? V
      : { readonly [Field in keyof V]: ReadonlyValue<V[Field]> };

type Plain = string | number | bigint | boolean | Date | null | undefined;
