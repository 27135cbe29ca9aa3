/** Every code this package raises: what it means and how to mend it. */
export const AZURE_ERRORS = {
  PNP_HUB_UNREACHABLE:
    'No connection to the hub can be made, and it is tried again: check the host name, the network, and that port 8883 is open.',
  PNP_HUB_UNTRUSTED:
    "The hub's certificate is not trusted, or not for its host name, and it is tried again: give its authority as ca, and use a name it has.",
  PNP_HUB_REFUSED:
    'The hub refuses the credentials, and it is tried again after a minute or more: the device is unknown or disabled, its key another one, or the clock is wrong.',
  PNP_HUB_UNAVAILABLE: 'The hub is there but cannot serve now: nothing to do, it is tried again.',
  PNP_HUB_DISCONNECTED:
    'The connection to the hub has ended: nothing to do, the session connects again.',
  PNP_HUB_THROTTLED:
    'The hub asks for fewer requests, and this one is made again later: send less often, or buy more units.',
  PNP_SIGNING_FAILED:
    'The key of the device cannot sign, and it is tried again: check whoever keeps it, a hardware module or the IoT Edge workload API.',
  PNP_AZURE_BAD_OPTION:
    'An option of the transport or of provisioning is not what it takes: the message says what was expected.',
  PNP_MESSAGE_REFUSED:
    'The client or the hub refuses a telemetry message for its content: the message says why.',
  PNP_TWIN_REFUSED:
    'The hub refuses a twin request for its content: the message says why; look at keys, depth and size.',
  PNP_UPLOAD_NAME_UNFIT:
    "The name of a file to upload has characters beyond ASCII, which Microsoft's client cuts: percent-encode them.",
  PNP_UPLOAD_REFUSED:
    'The hub gives no place for a file, or does not take the news of one: the message says why; most often no storage account is connected to the hub.',
  PNP_STORAGE_FAILED:
    "A file did not get to its place in the hub's storage: the message says why; upload it again.",
  PNP_DPS_NAMELESS:
    'Nothing says by which id a device registers with the provisioning service: give registrationId, or a device id.',
  PNP_DPS_DISABLED:
    'The enrolment of the device is disabled, and it asks again after a minute or more: enable it in the provisioning service.',
  PNP_DPS_FAILED:
    'The provisioning service assigned the device to no hub, and it asks again after a minute or more: see the enrolment, its hubs and its allocation.',
  PNP_DPS_REFUSED:
    'The provisioning service refuses the device, and it asks again after a minute or more: its scope, id or key is another one, or the clock is wrong.',
  PNP_DPS_UNTRUSTED:
    "The provisioning service's certificate is not trusted, or not for its host name, and it is asked again: give its authority as ca.",
  PNP_DPS_UNREACHABLE:
    'The provisioning service cannot be reached or does not answer, and it is asked again: check the endpoint and the network.',
  PNP_EDGE_WORKLOAD:
    'The IoT Edge security daemon does not answer, and it is asked again: see whether it runs and whether its socket is mounted.',
  PNP_BAD_CERTIFICATE:
    'A certificate or its private key cannot be read, has expired, or the two do not belong together: give the pair, as PEM.',
  PNP_BAD_CONNECTION_STRING:
    "A device connection string lacks a part, or a part cannot be read: copy the device's own from its page, whole.",
} as const;
