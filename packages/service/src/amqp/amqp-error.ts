import type { PnpError } from '@iotpnp/model';
import { serviceError, type ServiceErrorCode } from '../error-codes.js';

/** What the other side says of a link, a connection or a message it ended. */
export interface AmqpFault {
  readonly condition: string;
  readonly description: string;
  readonly info: Readonly<Record<string, unknown>>;
}

/** The cause of the errors made here: what the other side said, as it said it. */
export class AmqpFaultError extends Error {
  readonly fault: AmqpFault;

  constructor(fault: AmqpFault) {
    super(fault.condition);
    this.fault = fault;
  }
}

interface Meaning {
  readonly code: ServiceErrorCode;
  readonly message: (subject: string) => string;
  readonly hint: string;
}

const UNAUTHORIZED: Meaning = {
  code: 'PNP_SERVICE_UNAUTHORIZED',
  message: () => 'the hub refuses the shared access policy',
  hint: 'copy the connection string again, of a policy with ServiceConnect, such as iothubowner; check the clock of this machine',
};
const BUSY: Meaning = {
  code: 'PNP_SERVICE_THROTTLED',
  message: () => 'the hub has had too many requests',
  hint: 'send fewer, or add units to the hub',
};
const FAILED: Meaning = {
  code: 'PNP_SERVICE_UNAVAILABLE',
  message: () => 'the hub ended it',
  hint: 'try again later',
};

/** By AMQP condition. Source: AMQP 1.0, 2.8.15 and "IoT Hub AMQP support". */
const MEANINGS: { readonly [condition: string]: Meaning } = {
  'amqp:unauthorized-access': UNAUTHORIZED,
  'amqp:not-found': {
    code: 'PNP_SERVICE_DEVICE_UNKNOWN',
    message: (subject) => `the hub has no ${subject}`,
    hint: 'correct the id, or add it first',
  },
  'amqp:resource-limit-exceeded': {
    code: 'PNP_SERVICE_QUEUE_FULL',
    message: (subject) => `too many messages wait for ${subject}`,
    hint: 'send more once it has taken some',
  },
  'com.microsoft:device-container-throttled': BUSY,
  'com.microsoft:server-busy': BUSY,
  'com.microsoft:timeout': FAILED,
  'amqp:internal-error': FAILED,
  'amqp:connection:forced': FAILED,
  'amqp:link:detach-forced': FAILED,
  'amqp:link:stolen': FAILED,
};

const REFUSED: Meaning = {
  code: 'PNP_SERVICE_REFUSED',
  message: (subject) => `the hub refuses ${subject}`,
  hint: 'correct the request',
};

/** The error for what the hub said over AMQP. `subject` as in `device dev1`. */
export function amqpError(fault: AmqpFault, subject: string): PnpError {
  const { condition, description } = fault;
  const { code, message, hint } = MEANINGS[condition] ?? REFUSED;
  const words = description === '' ? '' : `: ${oneLine(description)}`;
  return serviceError(code, `${message(subject)}${words} (IoT Hub: ${condition})`, {
    hint,
    where: { key: subject },
    cause: new AmqpFaultError(fault),
  });
}

/** Reads what rhea gives, whatever it is. */
export function faultOf(error: unknown): AmqpFault {
  const { condition, description, info } = (error ?? {}) as Partial<Record<string, unknown>>;
  return {
    condition: typeof condition === 'string' ? condition : 'amqp:internal-error',
    description: typeof description === 'string' ? description : '',
    info: typeof info === 'object' && info !== null ? { ...info } : {},
  };
}

function oneLine(text: string): string {
  const line = text
    .replaceAll(/SharedAccessSignature \S+/g, '[redacted]')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}
