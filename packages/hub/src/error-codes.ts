import { PnpError, type PnpErrorOptions } from '@iotpnp/model';

/** Every code this package throws: what it means and how to mend it. */
export const HUB_ERRORS = {
  PNP_HUB_PORT_TAKEN:
    'Another program listens on the port: stop it, or choose another with --port, or port 0 for any free one.',
  PNP_HUB_PORT_DENIED:
    'The system does not let this user listen on the port: choose one above 1023.',
  PNP_HUB_ADDRESS_UNAVAILABLE:
    'The host to listen on is no address of this machine: use 127.0.0.1, or leave it out.',
  PNP_HUB_LISTEN_FAILED: 'The hub could not listen, for the reason in the message.',
  PNP_HUB_STATE_CORRUPT:
    'A file in the data folder cannot be understood: restore it, or delete it and let the hub make a new one.',
  PNP_HUB_STATE_LOCKED:
    'Another hub uses the data folder: end it (the message names its process), or choose another folder.',
  PNP_HUB_STATE_UNAVAILABLE:
    'A file in the data folder cannot be read or written: check its permissions and the free space.',
  PNP_HUB_DEVICE_ID_INVALID:
    "A device or module id has 1 to 128 of the ASCII letters, digits and - . % _ * ? ! ( ) , : = @ $ ': choose another. A module is written with its device: dev1/mod1.",
  PNP_HUB_DEVICE_KEY_INVALID:
    'A device key is base64 of 16 to 64 bytes, a thumbprint 40 or 64 hexadecimal digits: correct it, or leave it out to have a key made.',
  PNP_HUB_CERTIFICATE_INVALID:
    'The text is no certificate of an authority: give the one, as PEM, that signs those of the devices.',
  PNP_HUB_ENROLMENT_INVALID:
    'An enrolment has an id, a certificate, a device id or a hub that the provisioning service would not take: the message says which.',
  PNP_HUB_ENROLMENT_UNKNOWN:
    'The provisioning service has no enrolment or group of this id: add it first with hub.dps.addEnrolment or addEnrolmentGroup.',
  PNP_HUB_DEVICE_UNKNOWN:
    'The hub has no device or module of this id: add it first with addDevice or addModule.',
  PNP_HUB_TARGET_UNFIT:
    'What was asked for is for devices and this is a module, or the other way round: the message says which.',
  PNP_HUB_DEVICE_OFFLINE:
    'The device or module is not connected, or has not subscribed to what it was to be sent: wait until it has.',
  PNP_HUB_DEVICE_LINK_LOST:
    'The device lost its connection before it answered the method: invoke again once it is back.',
  PNP_HUB_METHOD_NAME_INVALID: 'A method name has 1 to 128 characters, none a control character.',
  PNP_HUB_METHOD_TIMEOUT:
    'The device did not answer the method in time: raise timeoutMs or mend the device.',
  PNP_HUB_METHOD_TIMEOUT_INVALID: 'timeoutMs must be above 0 and at most 300000.',
  PNP_HUB_METHOD_RESPONSE_INVALID:
    'The device answered the method with something that is no JSON, above 128 KB, or nested deeper than 64 levels: mend the device.',
  PNP_HUB_PAYLOAD_INVALID:
    'The value is no JSON (NaN, Infinity, undefined, or an integer that a double cannot hold): correct it.',
  PNP_HUB_PAYLOAD_TOO_LARGE:
    'A method payload may have 128 KB, a message to a device or module 64 KB with its properties: send less.',
  PNP_HUB_MESSAGE_INVALID:
    'A message to a device or module has an id, a property, an input or an expiry that IoT Hub would not take: the message says which.',
  PNP_HUB_MESSAGE_QUEUE_FULL:
    'A device or module may have 50 messages it has not acknowledged: send more once some were, or have expired.',
  PNP_HUB_TOO_MANY_REQUESTS:
    'More was asked of the hub than its tier lets through in that time: wait and try again, or start it without a tier.',
  PNP_HUB_QUOTA_EXCEEDED:
    'The messages of this day are spent, as the tier has them: wait for the next UTC day, or start the hub without a tier.',
  PNP_HUB_TWIN_INVALID:
    'A twin patch breaks a rule of IoT Hub (keys, depth, integers, text length): the message names the place.',
  PNP_HUB_TWIN_TOO_LARGE:
    'Each section of a twin may have 32 KB, its tags 8 KB: remove properties with null.',
  PNP_HUB_CONFIGURATION_INVALID:
    'A configuration sets what is no place in properties.desired: the message names it.',
  PNP_HUB_OPTION_INVALID:
    'An option of startHub has no such value: the message says which it may have.',
  PNP_HUB_READER_TOO_SLOW:
    'An iterator over events or telemetry held too many unread items and was ended: read faster, or filter.',
} as const;

export type HubErrorCode = keyof typeof HUB_ERRORS;

/** A {@link PnpError} whose code is certainly in {@link HUB_ERRORS}. */
export function hubError(
  code: HubErrorCode,
  message: string,
  options: PnpErrorOptions = {},
): PnpError {
  return new PnpError(code, message, options);
}
