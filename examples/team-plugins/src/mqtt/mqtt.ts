import { definePlugin, type TransportPlugin } from '@iotpnp/core';
import { z } from 'zod';
import { AcmeLink } from './acme-link.js';

/** What brokers take that are set up with care; ours is. */
const MAX_MESSAGE_BYTES = 256 * 1_024;

const options = z.strictObject({
  /** TLS, as everywhere but on a bench. */
  tls: z.boolean().default(true),
  /** How often a silent connection is asked whether it is alive, in seconds. */
  keepAliveSeconds: z.number().int().min(1).max(3_600).default(60),
});

export type AcmeMqttOptions = z.input<typeof options>;

/** Acme's topics on any MQTT broker: telemetry and commands. No twin, no files, no messages from the cloud. */
export function acmeMqtt(given: AcmeMqttOptions = {}): TransportPlugin {
  const checked = options.parse(given);
  return {
    kind: 'transport',
    name: 'acme-mqtt',
    apiVersion: 1,
    supports: {
      twin: false,
      commands: true,
      cloudMessages: false,
      moduleIo: false,
      upload: false,
      modelId: true,
      maxMessageBytes: MAX_MESSAGE_BYTES,
    },
    accepts: ['sas'],
    connect: (request) => AcmeLink.open(request, checked),
  };
}

export default definePlugin({
  name: 'acme-mqtt',
  apiVersion: 1,
  options,
  create: (given: z.output<typeof options>) => acmeMqtt(given),
});
