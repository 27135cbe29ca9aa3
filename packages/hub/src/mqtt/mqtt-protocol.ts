import { clientCertificateOf } from '../auth/client-certificate.js';
import type { Protocol } from '../tls/front-door.js';
import { MqttConnection, type MqttContext } from './mqtt-connection.js';

/** The first byte of a CONNECT packet. */
const CONNECT = 0x10;

/** MQTT 3.1.1 for devices. */
export function mqttProtocol(context: MqttContext): Protocol {
  return {
    recognises: (firstByte) => firstByte === CONNECT,
    accept(socket, first) {
      const peer = { protocol: 'mqtt', certificate: clientCertificateOf(socket) } as const;
      new MqttConnection(socket, context, peer).receive(first);
    },
  };
}
