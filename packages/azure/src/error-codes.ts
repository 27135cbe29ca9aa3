/** Every code this package raises, with what it means. `docs/errors.md` says how to mend each. */
export const AZURE_ERRORS = {
  PNP_HUB_UNREACHABLE: 'No connection to the hub could be made; it is tried again.',
  PNP_HUB_UNTRUSTED:
    "The hub's certificate is not trusted or is not for its host name; it is tried again.",
  PNP_HUB_REFUSED:
    'The hub refuses the credentials of this device; it is tried again after a while.',
  PNP_HUB_UNAVAILABLE: 'The hub is there but says that it cannot serve now; it is tried again.',
  PNP_HUB_DISCONNECTED: 'The connection to the hub has ended; the session connects again.',
  PNP_HUB_THROTTLED: 'The hub asks for fewer requests; the request is made again later.',
  PNP_MESSAGE_REFUSED: 'The client or the hub refuses a telemetry message for its content.',
  PNP_TWIN_REFUSED: 'The hub refuses a twin request for its content.',
  PNP_BAD_CONNECTION_STRING:
    'A device connection string lacks a part, or a part of it cannot be read.',
} as const;
