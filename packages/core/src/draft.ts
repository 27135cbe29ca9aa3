import type { Interval } from './decorators/types/options.js';
import type { Described, DtdlVersion, PnpErrorCode, Problem, Schema } from '@iotpnp/model';
import { settle } from './decorators/settle.js';

/** What a decorator stands on. A `getter` has no setter beside it. */
export type MemberSort = 'field' | 'accessor' | 'getter' | 'setter' | 'method';

export interface MemberBase {
  /** The member's name in the class. */
  readonly key: string;
  readonly on: MemberSort;
}

export interface ValueOptions extends Described {
  /** The name in the model, where it is not the member's. */
  readonly name?: string;
  /** The semantic type, as `Temperature`. */
  readonly type?: string;
  readonly unit?: string;
}

/** How often a telemetry method is polled: a time as `'5s'`, milliseconds, or a function of the instance. */
export type Every = string | number | ((instance: never) => string | number);

export interface TelemetryDraft extends MemberBase {
  readonly kind: 'telemetry';
  readonly schema: Schema | undefined;
  readonly options: ValueOptions & {
    readonly every?: Every;
    readonly deadband?: number;
    readonly minInterval?: Interval;
  };
}

export interface PropertyDraft extends MemberBase {
  readonly kind: 'property';
  readonly writable: boolean;
  readonly schema: Schema | undefined;
  readonly options: ValueOptions;
}

/** A command's request or response. */
export interface PayloadDraft extends Described {
  readonly name: string;
  readonly schema: Schema;
}

export interface CommandDraft extends MemberBase {
  readonly kind: 'command';
  readonly request: PayloadDraft | undefined;
  readonly response: PayloadDraft | undefined;
  readonly options: Described & { readonly name?: string; readonly exclusive?: boolean };
}

// A class is named by its constructor; `abstract new` admits every constructor there is.
export type Class<T extends object = object> = abstract new (...args: never[]) => T;

export interface ComponentDraft extends MemberBase {
  readonly kind: 'component';
  /** Called at compile time, when every class of the module exists. */
  readonly type: () => unknown;
  readonly options: Described & { readonly name?: string };
}

export interface OnDesiredDraft extends MemberBase {
  readonly kind: 'onDesired';
  /** The key of the writable member it handles. */
  readonly property: string;
}

/** A handler of cloud-to-device messages, or of an input of a module. */
export interface MessageDraft extends MemberBase {
  readonly kind: 'message';
  /** Undefined for messages from the cloud. */
  readonly input: string | undefined;
}

/** A field of a class whose instances are values. */
export interface FieldDraft extends MemberBase {
  readonly kind: 'field';
  readonly schema: Schema | undefined;
  readonly optional: boolean;
  readonly options: Described & { readonly name?: string };
}

export type MemberDraft =
  | TelemetryDraft
  | PropertyDraft
  | CommandDraft
  | ComponentDraft
  | OnDesiredDraft
  | MessageDraft
  | FieldDraft;

export interface InterfaceDraft {
  readonly id: unknown;
  readonly options: Described & { readonly dtdl?: DtdlVersion };
}

/** What the decorators of one class (its base classes left out) have said so far. */
export interface Draft {
  interface: InterfaceDraft | undefined;
  readonly members: MemberDraft[];
  readonly problems: Problem[];
}

/** Shared through `Symbol.for`, so that two copies of this package see each other's classes. */
const DRAFT = Symbol.for('iotpnp.draft/1');

type DraftHolder = { [DRAFT]?: Draft };

/** The draft kept on a holder of its own: a class (legacy decorators) or a class's metadata object (standard ones). */
export function ownDraft(holder: object): Draft {
  if (Object.hasOwn(holder, DRAFT)) return (holder as Required<DraftHolder>)[DRAFT];
  const draft: Draft = { interface: undefined, members: [], problems: [] };
  Object.defineProperty(holder, DRAFT, { value: draft });
  return draft;
}

/** The draft of exactly this class, not of its bases, whichever decorator convention made it. */
export function draftOf(type: Class): Draft | undefined {
  const draft = holderOf(type)?.[DRAFT];
  return draft && settle(type, draft);
}

/** The class itself or its metadata object: whichever has a draft of its own. */
function holderOf(type: Class): DraftHolder | undefined {
  if (Object.hasOwn(type, DRAFT)) return type as DraftHolder;
  if (!Object.hasOwn(type, Symbol.metadata)) return undefined;
  const metadata = type[Symbol.metadata] as DraftHolder | null | undefined;
  return metadata && Object.hasOwn(metadata, DRAFT) ? metadata : undefined;
}

/** A problem of a member, told when its class is compiled. */
export function draftProblem(
  draft: Draft,
  code: PnpErrorCode,
  options: { message: string; hint: string; member?: string },
): void {
  const { message, hint, member } = options;
  draft.problems.push({ code, message, hint, where: { member } });
}
