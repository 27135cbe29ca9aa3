import type { Json } from '@iotpnp/model';
import type { InitialTwin } from './enrolment.js';

/** A device that is to be assigned to a hub. */
export interface AllocationRequest {
  readonly registrationId: string;
  readonly groupId?: string;
  /** The name its enrolment wishes for it. */
  readonly deviceId?: string;
  /** The hubs its enrolment names, or this hub and those linked. */
  readonly iotHubs: readonly string[];
  /** Where it was assigned before. */
  readonly current?: { readonly hub: string; readonly deviceId: string };
  readonly modelId?: string;
  /** What the device sent along. */
  readonly payload?: Json;
}

/** What is left out is as the enrolment has it. */
export interface Allocation {
  readonly deviceId?: string | undefined;
  /** Host name of the hub. */
  readonly hub?: string | undefined;
  readonly initialTwin?: InitialTwin | undefined;
  /** Given to the device. */
  readonly payload?: Json | undefined;
}

/** Assigns devices of enrolments whose policy is `custom`. What it throws fails the registration. */
export type Allocate = (registration: AllocationRequest) => Allocation | Promise<Allocation>;
