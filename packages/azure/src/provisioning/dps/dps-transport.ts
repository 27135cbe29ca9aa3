// A CommonJS module whose named exports Node cannot see.
import dpsMqtt from 'azure-iot-provisioning-device-mqtt';
import { MqttBase } from 'azure-iot-mqtt-base';
import { rootCertificates } from 'node:tls';
import {
  webSocketAgent,
  webSocketUri,
  type WebSocketOptions,
} from '../../transport/web-sockets.js';

export interface DpsTransportOptions {
  /** Certificates to trust besides the system's, as PEM text. */
  readonly ca: string | undefined;
  /** MQTT in WebSockets instead of TLS alone. */
  readonly webSockets: WebSocketOptions | undefined;
}

/** Microsoft's MQTT transport for registrations, which itself takes neither a certificate to trust nor a port for WebSockets. */
export class DpsTransport extends dpsMqtt.Mqtt {
  readonly #webSockets: WebSocketOptions | undefined;

  constructor({ ca, webSockets }: DpsTransportOptions) {
    const base = new MqttBase();
    const mqtt = webSocketAgent(webSockets);
    base.setOptions({
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
      ...(mqtt && { mqtt }),
    });
    super(base as unknown as ConstructorParameters<typeof dpsMqtt.Mqtt>[0]); // made for another patch release of it
    this.#webSockets = webSockets;
  }

  protected override _getConnectionUri(request: { readonly provisioningHost: string }): string {
    return this.#webSockets === undefined
      ? `mqtts://${request.provisioningHost}`
      : webSocketUri(request.provisioningHost);
  }
}
