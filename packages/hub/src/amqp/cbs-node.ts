import type { Message } from 'rhea';
import type { AmqpContext } from './amqp-context.js';
import type { Claims } from './claims.js';
import { textOf } from './message-text.js';
import { RequestNode, type Reply } from './request-node.js';
import { admits } from './service-token.js';

const BAD_REQUEST: Reply = { status: 400, description: 'only put-token is served here' };

/** `$cbs`: where a connection shows its tokens. Source: OASIS AMQP claims-based security. */
export function cbsNode(context: AmqpContext, claims: Claims): RequestNode {
  return new RequestNode((request: Message) => {
    if (request.application_properties?.['operation'] !== 'put-token') return BAD_REQUEST;
    const admitted = admits(textOf(request.body), context);
    if (!('reason' in admitted)) {
      claims.grant(admitted);
      return { status: 200, description: 'OK' }; // Microsoft's clients take no other for success
    }
    context.state.refused(undefined, admitted.reason, admitted.detail);
    return { status: 401, description: `Unauthorized: ${admitted.detail}` };
  });
}
