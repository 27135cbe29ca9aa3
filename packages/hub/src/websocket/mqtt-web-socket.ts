import { clientCertificateOf } from '../auth/client-certificate.js';
import { MqttConnection, type MqttContext } from '../mqtt/mqtt-connection.js';
import type { WebSocketService } from './web-sockets.js';

/** MQTT 3.1.1 over WebSockets, where devices look for it. */
export function mqttWebSocket(context: MqttContext): WebSocketService {
  return {
    subprotocol: 'mqtt',
    paths: ['/$iothub/websocket'],
    accept(bytes, socket) {
      const peer = { protocol: 'mqtt-ws', certificate: clientCertificateOf(socket) } as const;
      // It hears the bytes by itself, from now on.
      return void new MqttConnection(bytes, context, peer);
    },
  };
}
