import { PnpError } from '@iotpnp/model';
import type { HubErrorCode } from '../error-codes.js';

/** Why a link or a message is refused, in AMQP's words. */
export interface Refusal {
  readonly condition: string;
  readonly description: string;
  readonly info?: Readonly<Record<string, unknown>>;
}

export const UNAUTHORIZED = 'amqp:unauthorized-access';
export const NOT_FOUND = 'amqp:not-found';
export const NOT_ALLOWED = 'amqp:not-allowed';
export const ARGUMENT_ERROR = 'com.microsoft:argument-error';
export const LINK_STOLEN = 'amqp:link:stolen';

/** Conditions that Microsoft's clients turn into the errors IoT Hub documents, by codes of this package. */
const CONDITIONS: { readonly [code in HubErrorCode]?: string } = {
  PNP_HUB_DEVICE_UNKNOWN: NOT_FOUND,
  PNP_HUB_TARGET_UNFIT: NOT_ALLOWED,
  PNP_HUB_MESSAGE_QUEUE_FULL: 'amqp:resource-limit-exceeded',
  PNP_HUB_PAYLOAD_TOO_LARGE: 'amqp:link:message-size-exceeded',
  PNP_HUB_MESSAGE_INVALID: ARGUMENT_ERROR,
  PNP_HUB_TOO_MANY_REQUESTS: 'com.microsoft:device-container-throttled',
  PNP_HUB_QUOTA_EXCEEDED: 'com.microsoft:quota-exceeded',
};

/** What a sender is told whose message could not be taken. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof PnpError) {
    const condition = CONDITIONS[error.code as HubErrorCode] ?? 'amqp:internal-error';
    return { condition, description: error.message };
  }
  return { condition: 'amqp:internal-error', description: String(error) };
}
