import { expect, it } from 'vitest';
import { hubError, type HubErrorCode } from '../error-codes.js';
import { refusalOf } from './amqp-error.js';

it.each<[HubErrorCode, string]>([
  ['PNP_HUB_DEVICE_UNKNOWN', 'amqp:not-found'],
  ['PNP_HUB_MESSAGE_QUEUE_FULL', 'amqp:resource-limit-exceeded'],
  ['PNP_HUB_TOO_MANY_REQUESTS', 'com.microsoft:device-container-throttled'],
  ['PNP_HUB_QUOTA_EXCEEDED', 'com.microsoft:quota-exceeded'],
  ['PNP_HUB_STATE_UNAVAILABLE', 'amqp:internal-error'],
])('%s is %s to a client', (code, condition) => {
  expect(refusalOf(hubError(code, 'why'))).toEqual({ condition, description: 'why' });
});

it('what nobody thought of is the fault of the hub', () => {
  expect(refusalOf(new Error('oh'))).toEqual({
    condition: 'amqp:internal-error',
    description: 'Error: oh',
  });
});
