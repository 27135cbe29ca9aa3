import type { EventContext, Receiver } from 'rhea';
import type { Attach, Attachment, Sink } from '../reading.js';
import type { MonitorOptions, TelemetryMessage } from '../telemetry.js';
import { targetOf } from '../target.js';
import { attachmentOf } from './attachment-of.js';
import { EventHub } from './event-hub.js';
import { findEventHub } from './find-event-hub.js';
import type { HubConnectionParts } from './hub-connection.js';
import { telemetryMessage } from './telemetry-message.js';

const SUBJECT = 'the telemetry of the hub';
/** How many messages of a partition may wait to be read. */
const CREDIT = 200;
const BEFORE_ALL = -1;

/** Reads all partitions of the hub's telemetry, and goes on behind what was read when it is attached again. */
export function readTelemetry(
  parts: HubConnectionParts,
  options: MonitorOptions,
): Attach<TelemetryMessage> {
  const positions = new Map<string, number>();
  return async (sink, signal) => {
    const { connection: policy, tokens, ca, clock } = parts;
    const waiting = { clock, signal };
    const place = await findEventHub(parts, waiting);
    const hub = await EventHub.open({ place, ca, tokens, policy: policy.policy }, waiting);
    try {
      const partitions = await hub.partitions();
      const read = (partition: string) =>
        readPartition(hub, { partition, options, positions, sink });
      const receivers = await Promise.all(partitions.map(read));
      return closing(hub, attachmentOf(hub.connection, receivers, SUBJECT));
    } catch (error) {
      hub.connection.close();
      throw error;
    }
  };
}

interface PartitionReading {
  readonly partition: string;
  readonly options: MonitorOptions;
  /** The number of the last message read of each partition. */
  readonly positions: Map<string, number>;
  readonly sink: Sink<TelemetryMessage>;
}

async function readPartition(hub: EventHub, reading: PartitionReading): Promise<Receiver> {
  const { partition, options, positions, sink } = reading;
  const { consumerGroup = '$Default' } = options;
  const selector = await selectorOf(hub, reading);
  const receiver = await hub.receiver({ partition, consumerGroup }, selector);
  const isWanted = wanted(options.deviceId);
  receiver.on('message', ({ message, delivery }: EventContext) => {
    delivery?.accept();
    if (message === undefined) return;
    const told = telemetryMessage(message, partition);
    positions.set(partition, told.sequenceNumber);
    const more = (): void => {
      if (!receiver.is_closed()) receiver.add_credit(1);
    };
    if (isWanted(told)) sink(told, more);
    else more();
  });
  receiver.add_credit(CREDIT);
  return receiver;
}

/** Where in a partition to begin. */
async function selectorOf(hub: EventHub, reading: PartitionReading): Promise<string> {
  const { partition, options, positions } = reading;
  const { from = 'latest' } = options;
  const position = positions.get(partition);
  if (position === undefined && from instanceof Date) {
    return `amqp.annotation.x-opt-enqueued-time > '${from.getTime()}'`;
  }
  const last = await hub.lastSequenceNumber(partition);
  const start = position ?? (from === 'latest' ? last : BEFORE_ALL);
  // a hub in memory that was started anew counts from the beginning again
  const after = start > last ? BEFORE_ALL : start;
  positions.set(partition, after);
  return `amqp.annotation.x-opt-sequence-number > '${after}'`;
}

function wanted(text: string | undefined): (message: TelemetryMessage) => boolean {
  if (text === undefined) return () => true;
  const { deviceId, moduleId } = targetOf(text);
  return (message) => message.deviceId === deviceId && message.moduleId === moduleId;
}

function closing(hub: EventHub, attachment: Attachment): Attachment {
  return {
    ended: attachment.ended,
    close: () => {
      attachment.close();
      hub.connection.close();
    },
  };
}
