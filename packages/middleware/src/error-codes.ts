/** Every code this package raises or logs: what it means and how to mend it. */
export const MIDDLEWARE_ERRORS = {
  PNP_MIDDLEWARE_BAD_OPTION:
    'An option of a middleware is not what it takes: the message says what was expected.',
  PNP_REDACT_UNKNOWN_MEMBER:
    'What is to be redacted is no member of the device, so nothing of that name is kept back: correct the name.',
} as const;
