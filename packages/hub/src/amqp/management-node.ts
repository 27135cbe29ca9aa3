import rhea, { type Message } from 'rhea';
import type { HubState } from '../state/hub-state.js';
import { EVENT_HUB_NAME } from './amqp-context.js';
import { RequestNode, type Reply } from './request-node.js';

const { types } = rhea;
const STRING = 0xa1;

/** `{entity}/$management`: what the Event Hubs-compatible endpoint has. */
export function managementNode(state: HubState): RequestNode {
  return new RequestNode(({ application_properties: request }: Message) => {
    if (request?.['operation'] !== 'READ') return refused(400, 'only READ is served here');
    switch (request['type']) {
      case 'com.microsoft:eventhub':
        return ok(eventHub(state));
      case 'com.microsoft:partition':
        return partition(state, String(request['partition']));
      default:
        return refused(400, 'only com.microsoft:eventhub and com.microsoft:partition are there');
    }
  });
}

function eventHub({ messageLog: { partitions, createdAt } }: HubState): object {
  const ids = partitions.map((_, index) => String(index));
  return {
    name: EVENT_HUB_NAME,
    type: 'com.microsoft:eventhub',
    created_at: types.wrap_timestamp(createdAt),
    partition_count: types.wrap_int(ids.length),
    partition_ids: types.wrap_array(ids, STRING, undefined),
    georeplication_factor: types.wrap_int(1),
  };
}

function partition({ messageLog: { partitions } }: HubState, id: string): Reply {
  const found = /^\d+$/u.test(id) ? partitions[Number(id)] : undefined;
  if (found === undefined) {
    const properties = { 'error-condition': 'com.microsoft:argument-out-of-range' };
    return { ...refused(400, `there is no partition ${id.slice(0, 32)}`), properties };
  }
  const { last, beginSequenceNumber, isEmpty } = found;
  return ok({
    name: EVENT_HUB_NAME,
    type: 'com.microsoft:partition',
    partition: id,
    begin_sequence_number: types.wrap_long(beginSequenceNumber),
    last_enqueued_sequence_number: types.wrap_long(last?.sequenceNumber ?? -1),
    last_enqueued_offset: String(last?.offset ?? -1),
    last_enqueued_time_utc: types.wrap_timestamp(last?.enqueuedTime ?? 0),
    is_partition_empty: isEmpty,
  });
}

function ok(body: object): Reply {
  return { status: 200, description: 'OK', body };
}

function refused(status: number, description: string): Reply {
  return { status, description };
}
