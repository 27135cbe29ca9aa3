import { definePlugin, type TransportPlugin } from '@iotpnp/core';
import { z } from 'zod';
import { checkedOptions } from '../checked-options.js';
import { AzureLink } from './azure-link.js';

/** A year: a token that lives longer is a key. */
const LONGEST_TOKEN_SECONDS = 365 * 86_400;
/** IoT Hub's own limit. */
const LONGEST_KEEP_ALIVE_SECONDS = 1_767;
const MAX_MESSAGE_BYTES = 256 * 1_024;

const options = z
  .strictObject({
    /** How long a token is good for, in seconds. */
    tokenValidForSeconds: z.number().int().min(60).max(LONGEST_TOKEN_SECONDS).default(3_600),
    /** How long before its end a token is renewed, in seconds. */
    tokenRenewBeforeSeconds: z.number().int().min(10).default(900),
    /** How often a silent connection is asked whether it is alive, in seconds: one that is not is noticed after twice as long. */
    keepAliveSeconds: z.number().int().min(1).max(LONGEST_KEEP_ALIVE_SECONDS).default(180),
    /** MQTT through WebSockets, for networks that let only HTTPS out: port 443 unless the hub's name has one. */
    webSockets: z.boolean().default(false),
    /** An HTTP proxy for them: `http://user:password@proxy.example:8080`. */
    proxy: z.url({ protocol: /^https?$/u, error: 'must be http://host:port' }).optional(),
  })
  .refine((given) => given.proxy === undefined || given.webSockets, {
    message: 'goes with webSockets: true',
    path: ['proxy'],
  })
  .refine((given) => given.tokenRenewBeforeSeconds < given.tokenValidForSeconds, {
    message: 'must be less than tokenValidForSeconds',
    path: ['tokenRenewBeforeSeconds'],
  });

export type AzureTransportOptions = z.input<typeof options>;

/** Azure IoT Hub over MQTT and TLS, through Microsoft's `azure-iot-device` and `azure-iot-device-mqtt`. */
export function azureTransport(given: AzureTransportOptions = {}): TransportPlugin {
  const checked = checkedOptions(options, given, 'azure');
  const { tokenValidForSeconds, tokenRenewBeforeSeconds, keepAliveSeconds } = checked;
  const linkOptions = {
    validForSeconds: tokenValidForSeconds,
    renewBeforeSeconds: tokenRenewBeforeSeconds,
    keepAliveSeconds,
    webSockets: checked.webSockets ? { proxy: checked.proxy } : undefined,
  };
  return {
    kind: 'transport',
    name: 'azure',
    apiVersion: 1,
    supports: {
      twin: true,
      commands: true,
      cloudMessages: true,
      moduleIo: true,
      upload: true,
      modelId: true,
      maxMessageBytes: MAX_MESSAGE_BYTES,
    },
    accepts: ['sas', 'x509'],
    connect: (request) => AzureLink.open(request, linkOptions),
  };
}

/** The transport by name: `transport: azure` in a config. */
export const azure = definePlugin({
  name: 'azure',
  apiVersion: 1,
  options,
  create: azureTransport,
});
