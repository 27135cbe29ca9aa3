import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import { bodyOf } from '../http/body.js';
import type { Answer, HttpContext, HttpRequest } from '../http/http-request.js';
import type { HubState } from '../state/hub-state.js';
import { decodeJson, MAX_JSON_DEPTH } from '../state/json-text.js';
import type { Right } from '../state/policies.js';
import type { Operation } from '../state/tiers.js';
import { invalid } from './rest-error.js';

/** One resource and what may be done with it. */
export interface Endpoint {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Names in braces stand for any part: `/devices/{device}`. */
  readonly path: string;
  readonly right: Right;
  /** What of the tier's throttles it counts towards, where the state core does not count itself. */
  readonly counts?: Operation;
  readonly answer: (call: RestCall) => Answer | Promise<Answer>;
}

/** What requests need of the hub they belong to. */
export type RestContext = Pick<HttpContext, 'state' | 'isOurs' | 'hostName'>;

/** The body of most requests: a twin has 72 KB at most, counted without JSON's signs. */
const MAX_BODY_BYTES = 256 * 1024;

/** A request to an endpoint. */
export class RestCall {
  readonly state: HubState;
  readonly request: HttpRequest;
  readonly #context: RestContext;
  readonly #parts: ReadonlyMap<string, string>;

  constructor(request: HttpRequest, context: RestContext, parts: ReadonlyMap<string, string>) {
    this.state = context.state;
    this.request = request;
    this.#context = context;
    this.#parts = parts;
  }

  /** What clients dial: `localhost:8883`. */
  get hostName(): string {
    return this.#context.hostName();
  }

  /** What stands in the address for a name in braces. */
  part(name: string): string {
    return this.#parts.get(name) ?? '';
  }

  /** The device or module in the address. */
  get target(): string {
    const moduleId = this.#parts.get('module');
    return moduleId === undefined ? this.part('device') : `${this.part('device')}/${moduleId}`;
  }

  header(name: string): string | undefined {
    const value = this.request.message.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  /** A whole number from a header or the query of the address. @throws RestError */
  integer(name: string, written: string | null | undefined): number | undefined {
    if (written === undefined || written === null) return undefined;
    if (!/^-?\d{1,9}$/u.test(written)) throw invalid(`${name} is no whole number`);
    return Number(written);
  }

  /** @throws RestError, TooLarge */
  async object(maxBytes = MAX_BODY_BYTES): Promise<JsonObject> {
    const json = await this.json(maxBytes);
    if (isJsonObject(json)) return json;
    throw invalid('the body is no JSON object');
  }

  /** `whenEmpty` stands for no body at all. @throws RestError, TooLarge */
  async json(maxBytes = MAX_BODY_BYTES, whenEmpty?: Json): Promise<Json> {
    const text = (await bodyOf(this.request.message, maxBytes)).toString('utf8');
    const json = text === '' && whenEmpty !== undefined ? whenEmpty : decodeJson(text);
    if (json !== undefined) return json;
    throw invalid(`the body is no JSON, or is nested deeper than ${MAX_JSON_DEPTH} levels`);
  }
}
