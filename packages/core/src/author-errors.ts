const REJECT = Symbol.for('iotpnp.reject/1');
const COMMAND_ERROR = Symbol.for('iotpnp.command-error/1');

/**
 * Refuses a desired value: thrown by the setter of a `@Writable` member or by an `@OnDesired` method.
 * The hub is answered `code` with the message as `ad` and the value still in force as `value`
 * (IoT Plug and Play conventions, acknowledgment responses).
 * @example if (value > 60) throw new Reject('above 60');
 */
export class Reject extends Error {
  override readonly name = 'Reject';

  constructor(
    /** Why, in words for the operator. */
    why: string,
    /** The status code of the acknowledgment (`ac`), an HTTP status of 400 or above. */
    readonly code = 400,
    options?: ErrorOptions,
  ) {
    super(why, options);
    Object.defineProperty(this, REJECT, { value: true });
  }
}

/** Whether an error is a {@link Reject}, also one of another copy of this package. */
export function isReject(error: unknown): error is Reject {
  return isBranded(error, REJECT);
}

/**
 * Answers a command with a status of its own, thrown by a `@Command` method. Any other error is a 500.
 * @example throw new CommandError(409, { reason: 'already heating' });
 */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    /** The status code of the response, as in HTTP. */
    readonly status: number,
    /** The JSON body of the response. */
    readonly payload?: unknown,
    options?: ErrorOptions,
  ) {
    super(`the command failed with status ${status}`, options);
    Object.defineProperty(this, COMMAND_ERROR, { value: true });
  }
}

/** Whether an error is a {@link CommandError}, also one of another copy of this package. */
export function isCommandError(error: unknown): error is CommandError {
  return isBranded(error, COMMAND_ERROR);
}

// `instanceof` fails between two copies of the package; the brands are shared by all of them.
function isBranded(error: unknown, brand: symbol): boolean {
  return typeof error === 'object' && error !== null && brand in error;
}
