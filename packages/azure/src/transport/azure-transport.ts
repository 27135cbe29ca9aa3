import { definePlugin, type TransportPlugin } from '@iotpnp/core';
import { z } from 'zod';
import { checkedOptions } from '../checked-options.js';
import { AzureLink } from './azure-link.js';

/** A year: a token that lives longer is a key. */
const LONGEST_TOKEN_SECONDS = 365 * 86_400;
const MAX_MESSAGE_BYTES = 256 * 1_024;

const options = z
  .strictObject({
    /** How long a token is good for, in seconds. */
    tokenValidForSeconds: z.number().int().min(60).max(LONGEST_TOKEN_SECONDS).default(3_600),
    /** How long before its end a token is renewed, in seconds. */
    tokenRenewBeforeSeconds: z.number().int().min(10).default(900),
  })
  .refine((given) => given.tokenRenewBeforeSeconds < given.tokenValidForSeconds, {
    message: 'must be less than tokenValidForSeconds',
    path: ['tokenRenewBeforeSeconds'],
  });

export type AzureTransportOptions = z.input<typeof options>;

/** Azure IoT Hub over MQTT and TLS, through Microsoft's `azure-iot-device` and `azure-iot-device-mqtt`. */
export function azureTransport(given: AzureTransportOptions = {}): TransportPlugin {
  const { tokenValidForSeconds, tokenRenewBeforeSeconds } = checkedOptions(options, given, 'azure');
  const times = {
    validForSeconds: tokenValidForSeconds,
    renewBeforeSeconds: tokenRenewBeforeSeconds,
  };
  return {
    kind: 'transport',
    name: 'azure',
    apiVersion: 1,
    supports: {
      twin: true,
      commands: true,
      cloudMessages: false,
      moduleIo: false,
      upload: false,
      modelId: true,
      maxMessageBytes: MAX_MESSAGE_BYTES,
    },
    accepts: ['sas'],
    connect: (request) => AzureLink.open(request, times),
  };
}

/** The transport by name: `transport: azure` in a config. */
export const azure = definePlugin({
  name: 'azure',
  apiVersion: 1,
  options,
  create: azureTransport,
});
