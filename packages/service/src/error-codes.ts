import { PnpError, type PnpErrorOptions } from '@iotpnp/model';

/** Every code this package throws: what it means and how to mend it. */
export const SERVICE_ERRORS = {
  PNP_SERVICE_CONNECTION_STRING:
    'The text is no connection string of a shared access policy of a hub: it has HostName, SharedAccessKeyName and SharedAccessKey, as "az iot hub connection-string show" or pnp hub prints it.',
  PNP_SERVICE_ARGUMENT:
    'An argument cannot be sent (an id, a timeout, a body, a property, a starting point): the message says which.',
  PNP_SERVICE_UNREACHABLE:
    'Nothing answers at the address of the hub, or the connection broke: check HostName, the network, and that the hub runs.',
  PNP_SERVICE_UNTRUSTED:
    'The certificate of the hub is of no authority that is trusted here, or for another name: give the authority with the option ca; for an embedded hub that is its caFile.',
  PNP_SERVICE_UNAUTHORIZED:
    'The hub refuses the shared access policy: its key was renewed or is of another hub, the clock of this machine is wrong, or the policy lacks the right. Use one with the rights named, such as iothubowner.',
  PNP_SERVICE_DEVICE_UNKNOWN:
    'The hub has no device or module of this id: correct the id, or add it first.',
  PNP_SERVICE_DEVICE_EXISTS:
    'The hub has a device or module of this id already: choose another id, or remove that one.',
  PNP_SERVICE_DEVICE_OFFLINE:
    'The device is not connected, or listens to no methods: start it, or wait with connectTimeoutMs.',
  PNP_SERVICE_METHOD_TIMEOUT:
    'The device did not answer the method in time: raise timeoutMs, or mend the device.',
  PNP_SERVICE_CHANGED:
    'Somebody changed it in between: read it again, and send the change with the new etag.',
  PNP_SERVICE_QUEUE_FULL:
    'Too many messages wait for the device (50): send more once it has taken some, or they have expired.',
  PNP_SERVICE_REFUSED:
    'The hub refuses what was asked for, for the reason in the message: correct the request.',
  PNP_SERVICE_THROTTLED:
    'The hub has had too many requests, of late or today: send fewer, or add units to the hub.',
  PNP_SERVICE_UNAVAILABLE: 'The hub failed to serve the request (5xx): try again later.',
  PNP_SERVICE_TIMEOUT: 'The hub did not answer in time: check the network, or try again.',
  PNP_SERVICE_PROTOCOL:
    'The answer is none that a hub gives: check that HostName is the address of an IoT Hub.',
  PNP_SERVICE_CLOSED: 'The service was closed: make another with createService.',
} as const;

export type ServiceErrorCode = keyof typeof SERVICE_ERRORS;

/** A {@link PnpError} whose code is certainly in {@link SERVICE_ERRORS}. */
export function serviceError(
  code: ServiceErrorCode,
  message: string,
  options: PnpErrorOptions = {},
): PnpError {
  return new PnpError(code, message, options);
}
