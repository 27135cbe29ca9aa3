import { randomUUID } from 'node:crypto';

/** IoT Hub's own codes and their names, by status. */
const CODES = {
  400: [400004, 'ArgumentInvalid'],
  403: [403002, 'IotHubQuotaExceeded'],
  429: [429001, 'ThrottlingException'],
  503: [503001, 'ServiceUnavailable'],
} as const;

/** What goes with the status of a refused twin request. Microsoft's client looks at nothing else. */
export function errorBody(status: keyof typeof CODES, detail: string, now: number): string {
  const [errorCode, name] = CODES[status];
  return JSON.stringify({
    errorCode,
    trackingId: randomUUID(),
    message: `ErrorCode:${name};${detail}`,
    timestampUtc: new Date(now).toISOString(),
  });
}
