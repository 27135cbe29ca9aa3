import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '@iotpnp/model';
import type { HubState } from '../state/hub-state.js';

/** What requests need of the hub they belong to. */
export interface HttpContext {
  readonly state: HubState;
  readonly isOurs: (host: string) => boolean;
  /** What devices dial: `localhost:8883`. */
  readonly hostName: () => string;
}

/** A request, its address taken apart; its body is still to be read. */
export interface HttpRequest {
  readonly method: string;
  /** The parts between slashes, percent-decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly message: IncomingMessage;
}

export interface Answer {
  readonly status: number;
  readonly json?: JsonObject;
}

/** As IoT Hub words an error. */
export function errorAnswer(status: number, code: string, text: string): Answer {
  return { status, json: { Message: `ErrorCode:${code};${text}`, ExceptionMessage: '' } };
}
