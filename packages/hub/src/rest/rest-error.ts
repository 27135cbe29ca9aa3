import { PnpError } from '@iotpnp/model';
import type { HubErrorCode } from '../error-codes.js';
import { errorAnswer, type Answer } from '../http/http-request.js';
import { InvalidRequest } from '../http/json-fields.js';
import { QueryError } from '../query/query-error.js';
import { toldOf } from '../told.js';

/**
 * The errors of IoT Hub that this hub answers: HTTP status, and the number where one is documented.
 * Source: "Understand and resolve Azure IoT Hub errors", and `ErrorCode` of Microsoft's clients.
 */
export const REST_ERRORS = {
  ArgumentInvalid: { status: 400, number: 400004 },
  IotHubUnauthorizedAccess: { status: 401, number: 401002 },
  IotHubQuotaExceeded: { status: 403, number: 403002 },
  NotFound: { status: 404, number: 404000 },
  DeviceNotFound: { status: 404, number: 404001 },
  JobNotFound: { status: 404, number: 404002 },
  ModuleNotFound: { status: 404, number: 404010 },
  ConfigurationNotFound: { status: 404, number: 404000 },
  DeviceNotOnline: { status: 404, number: 404103 },
  MethodNotAllowed: { status: 405, number: 405000 },
  DeviceAlreadyExists: { status: 409, number: 409001 },
  JobAlreadyExists: { status: 409, number: 409002 },
  ModuleAlreadyExistsOnDevice: { status: 409, number: 409301 },
  ConfigurationAlreadyExists: { status: 409, number: 409000 },
  PreconditionFailed: { status: 412, number: 412001 },
  MessageTooLarge: { status: 413, number: 413001 },
  ThrottlingException: { status: 429, number: 429001 },
  InvalidDeviceResponse: { status: 502, number: 502000 },
  ServiceUnavailable: { status: 503, number: 503001 },
  GatewayTimeout: { status: 504, number: 504101 },
} as const;

export type RestErrorName = keyof typeof REST_ERRORS;

/** A request that is not done, as IoT Hub names the reason. */
export class RestError extends Error {
  override readonly name: RestErrorName;

  constructor(name: RestErrorName, text: string) {
    super(text);
    this.name = name;
  }

  get number(): number {
    return REST_ERRORS[this.name].number;
  }
}

const NAMES: { readonly [code in HubErrorCode]?: RestErrorName } = {
  PNP_HUB_DEVICE_ID_INVALID: 'ArgumentInvalid',
  PNP_HUB_DEVICE_KEY_INVALID: 'ArgumentInvalid',
  PNP_HUB_DEVICE_UNKNOWN: 'DeviceNotFound',
  PNP_HUB_TARGET_UNFIT: 'ArgumentInvalid',
  PNP_HUB_DEVICE_OFFLINE: 'DeviceNotOnline',
  PNP_HUB_DEVICE_LINK_LOST: 'DeviceNotOnline',
  PNP_HUB_METHOD_NAME_INVALID: 'ArgumentInvalid',
  PNP_HUB_METHOD_TIMEOUT: 'GatewayTimeout',
  PNP_HUB_METHOD_TIMEOUT_INVALID: 'ArgumentInvalid',
  PNP_HUB_METHOD_RESPONSE_INVALID: 'InvalidDeviceResponse',
  PNP_HUB_PAYLOAD_INVALID: 'ArgumentInvalid',
  PNP_HUB_PAYLOAD_TOO_LARGE: 'MessageTooLarge',
  PNP_HUB_TWIN_INVALID: 'ArgumentInvalid',
  PNP_HUB_TWIN_TOO_LARGE: 'ArgumentInvalid',
  PNP_HUB_CONFIGURATION_INVALID: 'ArgumentInvalid',
  PNP_HUB_TOO_MANY_REQUESTS: 'ThrottlingException',
  PNP_HUB_QUOTA_EXCEEDED: 'IotHubQuotaExceeded',
  PNP_HUB_STATE_UNAVAILABLE: 'ServiceUnavailable',
};

/** What went wrong, in IoT Hub's names; `undefined` for what is no fault of a request. */
export function restErrorOf(error: unknown): RestError | undefined {
  if (error instanceof RestError) return error;
  if (error instanceof QueryError || error instanceof InvalidRequest)
    return new RestError('ArgumentInvalid', error.message);
  if (!(error instanceof PnpError)) return undefined;
  const name = NAMES[error.code as HubErrorCode];
  return name === undefined ? undefined : new RestError(name, toldOf(error));
}

/** As IoT Hub words an error. Microsoft's clients cut the text at a semicolon. */
export function restErrorAnswer({ name, message }: RestError): Answer {
  const answer = errorAnswer(REST_ERRORS[name].status, name, message.replaceAll(';', ','));
  return { ...answer, headers: { ...answer.headers, 'iothub-errorcode': name } };
}

export function invalid(text: string): RestError {
  return new RestError('ArgumentInvalid', text);
}
