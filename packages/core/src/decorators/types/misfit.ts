/**
 * The types in this file are never the type of a value. A decorator that stands where it should not
 * asks for one of them, and the compiler's message then prints its name and its arguments.
 */
declare const misfit: unique symbol;

/** The member's type is not that of the schema, the component's class, or the method asked for. */
export interface MemberDoesNotFit<
  Fault extends { member: unknown; expected: unknown; found: unknown },
> {
  readonly [misfit]: Fault;
}

/** The decorator works on methods only: not on a field, even one that holds a function. */
export interface MemberMustBeAMethod<Member> {
  readonly [misfit]: Member;
}

/** The decorator works on fields and accessors only. */
export interface MemberMustNotBeAMethod<Member> {
  readonly [misfit]: Member;
}

/** The runtime reads and calls the member from outside of the class: no `private`, `protected` or `#private`. */
export interface MemberMustBePublic<Member> {
  readonly [misfit]: Member;
}

/** A model describes instances. */
export interface MemberMustNotBeStatic<Member> {
  readonly [misfit]: Member;
}

/** A model's names are strings: the member has a symbol or a number for a name. */
export interface MemberMustHaveAStringName<Member> {
  readonly [misfit]: Member;
}

/** A `readonly` field, or a getter without a setter, where the decorator needs assignments. */
export interface MemberMustNotBeReadonly<Member> {
  readonly [misfit]: Member;
}

/** A telemetry method that is not an async generator says how often it is polled: `{ every: '5s' }`. */
export interface MethodNeedsEvery<Member> {
  readonly [misfit]: Member;
}

/** `every` stands on a field or an accessor: those are sent when assigned. */
export interface EveryNeedsAMethod<Member> {
  readonly [misfit]: Member;
}

/** No schema is given, and none can be told from the member's type. */
export interface MemberNeedsASchema<Member> {
  readonly [misfit]: Member;
}

/** The schema itself is `any` (or of `any`): nothing could be checked against it. */
export interface SchemaMustNotBeAny {
  readonly [misfit]: never;
}

/** `@OnDesired` names a member that its class does not have, or has not in public. */
export interface NoSuchMember<Member> {
  readonly [misfit]: Member;
}
