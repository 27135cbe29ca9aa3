import type { Protocol } from '../tls/front-door.js';
import type { WebSocketService } from '../websocket/web-sockets.js';
import { AmqpConnection } from './amqp-connection.js';
import type { AmqpContext } from './amqp-context.js';

const FIRST_LETTER = 'A'.charCodeAt(0);
/** Where a client looks that is not told the port. */
const WEB_SOCKET_PORT = 443;
const AMQPS_PORT = 5671;

/** AMQP 1.0 for back ends: its first bytes are `AMQP`, and no method of HTTP begins with an A here. */
export function amqpProtocol(context: AmqpContext): Protocol {
  return {
    recognises: (firstByte) => firstByte === FIRST_LETTER,
    accept(socket, first) {
      new AmqpConnection(socket, context, socket.localPort ?? AMQPS_PORT).receive(first);
    },
  };
}

/** The same over WebSockets, where clients of IoT Hub and those of Event Hubs look for it. */
export function amqpWebSocket(context: AmqpContext): WebSocketService {
  return {
    subprotocol: 'AMQPWSB10',
    paths: ['/$iothub/websocket', '/$servicebus/websocket'],
    accept(bytes, socket) {
      // It hears the bytes by itself, from now on.
      return void new AmqpConnection(bytes, context, socket.localPort ?? WEB_SOCKET_PORT);
    },
  };
}
