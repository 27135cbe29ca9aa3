import type { Sender } from 'rhea';
import type { HubClock } from '../clock.js';
import type { LogMessage } from '../state/message-log.js';
import type { Partition } from '../state/partition.js';
import type { Refusal } from './amqp-error.js';
import { eventMessage, runtimeAnnotations } from './event-message.js';
import type { Feed } from './link-end.js';
import type { Outlet } from './outlet.js';
import type { PartitionOwners, Reader } from './partition-owners.js';
import { FROM_THE_BEGINNING, parseSelector } from './selector-filter.js';

const SELECTOR = 'apache.org:selector-filter:string';
const OWNER_LEVEL = 'com.microsoft:epoch';
const RUNTIME_METRIC = 'com.microsoft:enable-receiver-runtime-metric';
/** The sender asks to settle nothing by itself. */
const UNSETTLED = 0;

interface Parts {
  readonly partition: Partition<LogMessage>;
  /** The partition and the consumer group. */
  readonly place: string;
  readonly owners: PartitionOwners;
  readonly clock: HubClock;
}

/** Reads a partition from where the client says, and goes on with what comes. */
export function partitionFeed(sender: Sender, outlet: Outlet, parts: Parts): Feed | Refusal {
  const { partition, place, owners, clock } = parts;
  const position = positionOf(sender);
  if (position === undefined) {
    const description = 'the filter is no position: an offset, a sequence number or a time';
    return { condition: 'com.microsoft:argument-error', description };
  }
  const reader: Reader = {
    ownerLevel: ownerLevelOf(sender),
    end(reason) {
      outlet.close();
      sender.close({ ...reason });
    },
  };
  const refusal = owners.enter(place, reader);
  if (refusal !== undefined) return refusal;
  const hasMetric = [sender.desired_capabilities].flat().includes(RUNTIME_METRIC);
  const isSettled = sender.snd_settle_mode !== UNSETTLED;
  const stop = partition.onAppended(() => outlet.pump());
  let next = partition.begin(position);
  return {
    next() {
      const kept = partition.read(next);
      if (kept === undefined) return undefined;
      next = kept.sequenceNumber + 1;
      const metric = hasMetric
        ? { delivery_annotations: runtimeAnnotations(partition, clock.now()) }
        : {};
      return { message: { ...eventMessage(kept), ...metric }, isSettled };
    },
    gone() {
      stop();
      owners.leave(place, reader);
    },
  };
}

function positionOf({ source }: Sender): ReturnType<typeof parseSelector> {
  const filter = source?.filter?.[SELECTOR] as { readonly value?: unknown } | undefined;
  if (filter === undefined || filter === null) return FROM_THE_BEGINNING;
  return typeof filter.value === 'string' ? parseSelector(filter.value) : undefined;
}

function ownerLevelOf({ properties }: Sender): number | undefined {
  const level: unknown = properties?.[OWNER_LEVEL];
  return typeof level === 'number' ? level : undefined;
}
