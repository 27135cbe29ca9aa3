import type {
  MemberMustBePublic,
  MemberMustHaveAStringName,
  MemberMustNotBeStatic,
} from './misfit.js';

/*
 * A decorator call of either convention, in types: `Target`, `At` and `Descriptor` are the types of its
 * arguments. Legacy: the prototype (the constructor, for a static), the name, the property descriptor
 * of a method or accessor. Standard: the method or nothing, the context, nothing.
 */

/** The type of the class's instances. */
export type OwnerOf<Target, At> = At extends { access: { has(object: infer Owner): boolean } }
  ? Owner
  : Target;

/** The member's name. */
export type NameOf<At> = At extends { name: infer Name } ? Name : At;

/** `Fit` when the member is a public one of the instance, under a string; else the misfit that says so. */
export type Placed<Target, At, Fit> = At extends string
  ? Target extends { prototype: unknown }
    ? MemberMustNotBeStatic<At>
    : Public<Target, At, Fit>
  : At extends { name: infer Name }
    ? Name extends string
      ? PlacedInClass<Target, At, Name, Fit>
      : MemberMustHaveAStringName<Name>
    : MemberMustHaveAStringName<At>;

type PlacedInClass<Target, At, Name, Fit> = At extends { static: true }
  ? MemberMustNotBeStatic<Name>
  : At extends { private: true }
    ? MemberMustBePublic<Name>
    : Public<OwnerOf<Target, At>, Name, Fit>;

type Public<Owner, Name, Fit> = Name extends keyof Owner ? Fit : MemberMustBePublic<Name>;

/** The member's type; `never` when it is not public. */
export type TypeOf<Target, At> = MemberOf<OwnerOf<Target, At>, NameOf<At>>;

type MemberOf<Owner, Name> = Name extends keyof Owner ? Owner[Name] : never;

/** Whether the decorator stands on a method; a field that holds a function is none. */
export type IsMethod<At, Descriptor> = At extends { kind: infer Kind }
  ? Kind extends 'method'
    ? true
    : false
  : DescribesMethod<Descriptor>;

// A field has no descriptor: `unknown` then, which extends too much where `strict` is off.
type DescribesMethod<Descriptor> = 'value' extends keyof Descriptor
  ? Descriptor extends { value?: AnyFunction }
    ? true
    : false
  : false;

/** Whether the member is `readonly` in the eyes of the compiler, as a getter without a setter is too. */
export type IsReadonly<Target, At> = ReadonlyIn<OwnerOf<Target, At>, NameOf<At>>;

type ReadonlyIn<Owner, Name> = Name extends keyof Owner
  ? Identical<Pick<Owner, Name>, Readonly<Pick<Owner, Name>>>
  : false;

// Assignability does not see `readonly`; the identity of two generic functions' constraints does.
type Identical<A, B> =
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- T is what is compared
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Every function there is. */
export type AnyFunction = (...args: never[]) => unknown;
