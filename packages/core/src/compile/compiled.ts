import type { InterfaceModel, Schema } from '@iotpnp/model';
import type { Interval } from '../decorators/types/options.js';
import type { Class, Every } from '../draft.js';

/** A class as the runtime sees it: its model, and which member stands for which part of the model. */
export interface Compiled {
  readonly type: Class;
  readonly model: InterfaceModel;
  /** By name in the model, as are the others. */
  readonly telemetry: ReadonlyMap<string, TelemetryMember>;
  readonly properties: ReadonlyMap<string, PropertyMember>;
  readonly commands: ReadonlyMap<string, CommandMember>;
  readonly components: ReadonlyMap<string, ComponentMember>;
  /** Handlers of messages; they are not in the model. */
  readonly messages: readonly MessageMember[];
}

export interface TelemetryMember {
  readonly name: string;
  readonly key: string;
  readonly schema: Schema;
  /** Sent when assigned, called again and again, or iterated. */
  readonly source: 'assigned' | 'polled' | 'streamed';
  /** Set iff `polled`. */
  readonly every: Every | undefined;
  /** A number is sent when it differs by more than this from the last that was. */
  readonly deadband: number | undefined;
  /** The shortest time between two messages. */
  readonly minInterval: Interval | undefined;
}

export interface PropertyMember {
  readonly name: string;
  readonly key: string;
  readonly schema: Schema;
  readonly writable: boolean;
  /** The key of the method that handles desired values. */
  readonly handler: string | undefined;
}

export interface CommandMember {
  readonly name: string;
  readonly key: string;
  readonly request: Schema | undefined;
  readonly response: Schema | undefined;
  readonly exclusive: boolean;
}

export interface ComponentMember {
  readonly name: string;
  readonly key: string;
  readonly compiled: Compiled;
}

export interface MessageMember {
  readonly key: string;
  /** The module input it listens to; undefined for messages from the cloud. */
  readonly input: string | undefined;
}
