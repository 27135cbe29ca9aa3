import type { HubState } from '../state/hub-state.js';
import type { PartitionOwners } from './partition-owners.js';

/** The name of the Event Hubs-compatible entity: what goes into `EntityPath=`. */
export const EVENT_HUB_NAME = 'iothub-ehub-local';

/** What AMQP connections need of the hub they belong to. */
export interface AmqpContext {
  readonly state: HubState;
  readonly isOurs: (host: string) => boolean;
  /** What clients dial: `localhost:8883`. */
  readonly hostName: () => string;
  readonly owners: PartitionOwners;
}
