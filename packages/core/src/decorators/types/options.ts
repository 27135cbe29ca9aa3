import type { Described, DtdlVersion, SchemaLike, SemanticType, UnitOf } from '@iotpnp/model';

/** What the author may say about any member. */
export interface MemberOptions extends Described {
  /** The name in the model. Default: the member's. */
  readonly name?: string;
}

/** A semantic type together with a unit of it, or neither (DTDL: quantitative types). */
export type SemanticOptions =
  | { [T in SemanticType]: { readonly type: T; readonly unit: UnitOf<T> } }[SemanticType]
  | { readonly type?: never; readonly unit?: never };

/** What the author may say about a property. */
export type PropertyOptions = MemberOptions & SemanticOptions;

/** A time as `'500ms'`, `'5s'`, `'1.5m'` or `'1h'`, or as a number of milliseconds. */
export type Interval = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/** How often a telemetry method is polled: an interval, or a function that reads it from the instance before each poll. */
export type EveryOption<E extends Interval, Instance> = E | ((instance: Instance) => E);

/** What the author may say about telemetry. */
export type TelemetryOptions<E extends Interval, Instance> = MemberOptions &
  SemanticOptions & {
    /**
     * How often the method is polled.
     * @example '5s'
     * @example (pump: Pump) => pump.intervalMs
     */
    readonly every?: EveryOption<E, Instance>;
    /** A number is sent only when it differs by more than this from the last that was sent. */
    readonly deadband?: number;
    /** The shortest time between two messages of it: what comes sooner waits, and only the latest of it is sent. */
    readonly minInterval?: Interval;
  };

/** A command's request or response that is more than a schema. The name is not on the wire. */
export interface PayloadOptions<S extends SchemaLike> extends Described {
  readonly name: string;
  readonly schema: S;
}

/** What the author may say about a command. */
export interface CommandOptions<Q extends SchemaLike, R extends SchemaLike> extends MemberOptions {
  /** The schema of the request, or `{ name, schema, ... }`. The name is `request` unless given. */
  readonly request?: Q | PayloadOptions<Q>;
  /** The schema of the response, or `{ name, schema, ... }`. The name is `response` unless given. */
  readonly response?: R | PayloadOptions<R>;
  /** One call at a time: further ones wait. Default: calls run concurrently. */
  readonly exclusive?: boolean;
}

/** What the author may say about an interface. */
export interface InterfaceOptions extends Described {
  /** The version of DTDL that the model is held to. Default 2. */
  readonly dtdl?: DtdlVersion;
}
