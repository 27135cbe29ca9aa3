import type { AmqpContext } from './amqp-context.js';
import { EVENT_HUB_NAME } from './amqp-context.js';
import { NOT_FOUND, type Refusal } from './amqp-error.js';
import { cbsNode } from './cbs-node.js';
import type { Claims } from './claims.js';
import { deviceboundInlet } from './devicebound-inlet.js';
import type { OpenFeed, OpenInlet } from './link-end.js';
import { managementNode } from './management-node.js';
import { partitionFeed } from './partition-feed.js';
import { feedbackFeed, fileNoticeFeed } from './service-bound-feed.js';

export const CBS = '$cbs';
const MANAGEMENT_RESOURCE = `${EVENT_HUB_NAME}/$management`;
/** Alone it is of the entity its client has named in the token. */
const MANAGEMENT = new Set([MANAGEMENT_RESOURCE, '$management']);
const PARTITION = /^[^/]+\/consumergroups\/(?<group>[^/]+)\/partitions\/(?<number>\d+)$/u;
const EVENTS = 'messages/events';

/** The places of one connection. */
export interface Nodes {
  readonly openInlet: OpenInlet;
  readonly openFeed: OpenFeed;
}

/** `port` is the one the client has come by. */
export function nodesFor(context: AmqpContext, claims: Claims, port: number): Nodes {
  const { state, owners, hostName } = context;
  const cbs = cbsNode(context, claims);
  const management = managementNode(state);
  return {
    openInlet(receiver, { place }) {
      if (place === CBS) return cbs.inlet(receiver.session);
      if (MANAGEMENT.has(place)) return management.inlet(receiver.session);
      if (place === 'messages/devicebound') return deviceboundInlet(state);
      return nothingAt(place);
    },
    openFeed(sender, outlet, { place, path }) {
      const replyTo: unknown = sender.target?.address;
      if (place === CBS) return cbs.feed(sender.session, replyTo, outlet);
      if (MANAGEMENT.has(place)) return management.feed(sender.session, replyTo, outlet);
      if (place === 'messages/servicebound/feedback') return feedbackFeed(state, outlet, sender);
      if (place === 'messages/servicebound/filenotifications') {
        return fileNoticeFeed(state, outlet, sender, hostName());
      }
      if (place === EVENTS || place.startsWith(`${EVENTS}/`)) {
        return redirect(hostName(), port, path.slice(2));
      }
      const { number } = PARTITION.exec(place)?.groups ?? {};
      const partition = state.messageLog.partitions[Number(number)];
      if (!place.startsWith(`${EVENT_HUB_NAME}/`) || partition === undefined) {
        return nothingAt(place);
      }
      return partitionFeed(sender, outlet, { partition, place, owners, clock: state.clock });
    },
  };
}

/** What a token has to be for to reach a place. */
export function resourceAt(place: string): string {
  return MANAGEMENT.has(place) ? MANAGEMENT_RESOURCE : place;
}

function nothingAt(place: string): Refusal {
  return { condition: NOT_FOUND, description: `there is nothing at ${place.slice(0, 128)}` };
}

/** How tools find the Event Hubs-compatible endpoint of a hub. Source: AMQP 1.0, 2.8.18, "link redirect". */
function redirect(hostName: string, port: number, rest: readonly string[]): Refusal {
  const host = hostName.replace(/:\d+$/u, '');
  const path = [EVENT_HUB_NAME, ...rest].join('/');
  return {
    condition: 'amqp:link:redirect',
    description: 'messages are read at the Event Hubs-compatible endpoint',
    info: {
      hostname: host,
      'network-host': host,
      port,
      address: `amqps://${host}:${port}/${path}`,
    },
  };
}
