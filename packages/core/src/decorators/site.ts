import { PnpError } from '@iotpnp/model';
import { draftProblem, ownDraft, type Draft, type MemberBase, type MemberSort } from '../draft.js';
import '../metadata.js';

/** Where a member decorator stands, whichever decorator convention called it. */
export interface Site extends MemberBase {
  /** The decorator's name, for messages: `@Property`. */
  readonly decorator: string;
  readonly draft: Draft;
  /** The constructor that reflect-metadata knows for the member's type; a hint, in the legacy convention only. */
  readonly designType: unknown;
}

/** What a decorator is called with: `(target, key, descriptor?)` or `(value, context)`. */
export type DecoratorCall = readonly [target: unknown, at: unknown, descriptor: unknown];

type MemberContext = ClassMemberDecoratorContext;

/** Undefined when the member can have no part in a model; the reason is then in the draft, for the compiler to report. */
export function siteOf(
  decorator: string,
  [target, at, descriptor]: DecoratorCall,
): Site | undefined {
  return isContext(at)
    ? standardSite(decorator, at)
    : legacySite(decorator, target as object, at as PropertyKey, descriptor);
}

/** Whether a decorator's second argument is the context of the standard convention. */
export function isContext(at: unknown): at is DecoratorContext {
  return typeof (at as { kind?: unknown } | undefined)?.kind === 'string';
}

/** The draft of the class that a standard decorator's context belongs to. @throws {PnpError} `PNP_MODEL_NO_METADATA` */
export function contextDraft(context: DecoratorContext): Draft {
  const metadata = context.metadata as object | undefined;
  if (metadata) return ownDraft(metadata);
  // There is no class yet and no other object of the class's own to record a problem on.
  throw new PnpError('PNP_MODEL_NO_METADATA', 'decorators are called without metadata', {
    hint: 'compile with TypeScript 5.2 or later, or another compiler that supports decorator metadata',
    where: { member: String(context.name) },
  });
}

function standardSite(
  decorator: string,
  context: MemberContext | DecoratorContext,
): Site | undefined {
  const { kind, name } = context;
  const draft = contextDraft(context);
  if (kind === 'class') return wrong(draft, decorator, String(name), 'a class');
  if (context.static) return misplaced(draft, decorator, name, 'static');
  if (context.private) return misplaced(draft, decorator, name, 'private');
  if (typeof name === 'symbol') return misplaced(draft, decorator, name, 'symbol');
  return { decorator, draft, key: name, on: kind, designType: undefined };
}

function legacySite(
  decorator: string,
  target: object,
  key: PropertyKey,
  descriptor: unknown,
): Site | undefined {
  if (key === undefined) return wrong(ownDraft(target), decorator, nameOf(target), 'a class');
  // The prototype of a class is never a function, but for a class of functions.
  if (typeof target === 'function') return misplaced(ownDraft(target), decorator, key, 'static');
  const draft = ownDraft(target.constructor);
  if (typeof key === 'symbol') return misplaced(draft, decorator, key, 'symbol');
  // TypeScript refuses decorators on #private members here; other compilers pass an empty key.
  if (key === '') return misplaced(draft, decorator, '#', 'private');
  const on = sortOf(descriptor as PropertyDescriptor | undefined);
  return { decorator, draft, key: String(key), on, designType: designType(target, key) };
}

function sortOf(descriptor: PropertyDescriptor | undefined): MemberSort {
  if (!descriptor) return 'field';
  if (typeof descriptor.value === 'function') return 'method';
  if (descriptor.get) return descriptor.set ? 'accessor' : 'getter';
  return descriptor.set ? 'setter' : 'field';
}

interface ReflectMetadata {
  getOwnMetadata?(key: string, target: object, member: PropertyKey): unknown;
}

// Own metadata only: a base's member of the same name may be of another type.
function designType(target: object, key: PropertyKey): unknown {
  return (Reflect as ReflectMetadata).getOwnMetadata?.('design:type', target, key);
}

const MISPLACED = {
  static: ['PNP_MODEL_STATIC_MEMBER', 'remove `static`: a model describes instances'],
  private: ['PNP_MODEL_PRIVATE_MEMBER', 'remove the #: the runtime reads the member from outside'],
  symbol: [
    'PNP_MODEL_SYMBOL_MEMBER',
    'name the member with a string: names in a model are strings',
  ],
} as const;

function misplaced(
  draft: Draft,
  decorator: string,
  name: PropertyKey,
  fault: keyof typeof MISPLACED,
): undefined {
  const [code, hint] = MISPLACED[fault];
  const member = String(name);
  draftProblem(draft, code, {
    message: `${decorator} stands on ${fault} member ${member}`,
    hint,
    member,
  });
}

function wrong(draft: Draft, decorator: string, member: string, found: string): undefined {
  const message = `${decorator} stands on ${found}, ${member}`;
  draftProblem(draft, 'PNP_MODEL_WRONG_MEMBER', { message, hint: 'put it on a member', member });
}

function nameOf(target: object): string {
  return typeof target === 'function' ? target.name : target.constructor.name;
}
