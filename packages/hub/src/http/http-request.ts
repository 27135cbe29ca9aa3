import type { IncomingMessage } from 'node:http';
import type { HubState } from '../state/hub-state.js';

/** What requests need of the hub they belong to. */
export interface HttpContext {
  readonly state: HubState;
  readonly isOurs: (host: string) => boolean;
  /** What devices dial: `localhost:8883`. */
  readonly hostName: () => string;
  /** Drops every connection and the port, and comes up again. */
  readonly restart: (sessions: 'keep' | 'lose') => void;
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
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What is to be done once the answer is out. */
  readonly afterwards?: () => void;
}

/** Answers a request it knows, `undefined` for others. */
export type Route = (request: HttpRequest) => Promise<Answer | undefined>;

export function jsonAnswer(status: number, json: object): Answer {
  // Microsoft's clients parse JSON only where the answer says so.
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(json) };
}

/** As IoT Hub words an error. */
export function errorAnswer(status: number, code: string, text: string): Answer {
  return jsonAnswer(status, { Message: `ErrorCode:${code};${text}`, ExceptionMessage: '' });
}
