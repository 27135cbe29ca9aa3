import { isJsonObject, type JsonObject } from '@iotpnp/model';
import { bodyOf } from '../http/body.js';
import { jsonAnswer, type Answer, type HttpRequest } from '../http/http-request.js';
import { decodeJson } from '../state/json-text.js';
import type { Right } from '../state/policies.js';
import { DpsRefusal } from './dps-refusal.js';
import { textIn } from './enrolment-input.js';
import type { Provisioning } from './provisioning.js';

const MAX_BODY_BYTES = 1024 * 1024;
const DEFAULT_PAGE = 100;
const ALL = /^\s*select\s+\*(?:\s+from\s+\w+)?\s*;?\s*$/iu;

/** One resource of the provisioning service, and what may be done with it. */
export interface DpsEndpoint {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** In small letters; `{id}` stands for any part. */
  readonly path: string;
  readonly right: Right;
  readonly answer: (call: DpsCall) => Answer | Promise<Answer>;
}

/** A request of a back end. */
export class DpsCall {
  readonly provisioning: Provisioning;
  /** What stands in the address for `{id}`. */
  readonly id: string;
  readonly #request: HttpRequest;

  constructor(request: HttpRequest, provisioning: Provisioning, id: string) {
    this.#request = request;
    this.provisioning = provisioning;
    this.id = id;
  }

  /** @throws DpsRefusal, TooLarge */
  async object(): Promise<JsonObject> {
    const text = (await bodyOf(this.#request.message, MAX_BODY_BYTES)).toString('utf8');
    const json = decodeJson(text);
    if (isJsonObject(json)) return json;
    throw new DpsRefusal('badRequest', 'the body is no JSON object');
  }

  /**
   * Nothing there may be overwritten without saying which.
   * @throws DpsRefusal
   */
  checkWritable(known: { readonly etag: string } | undefined): void {
    const isAsked = this.#header('if-match') !== undefined;
    if (known !== undefined && !isAsked) {
      throw new DpsRefusal('conflict', 'There is one of this id already: say If-Match.');
    }
    if (known === undefined && isAsked) {
      throw new DpsRefusal('notFound', 'There is none of this id.');
    }
    if (known !== undefined) this.checkMatch(known.etag);
  }

  /** @throws DpsRefusal */
  checkMatch(etag: string): void {
    const asked = this.#header('if-match')?.split(',') ?? ['*'];
    const tags = asked.map((each) => each.trim().replace(/^(?:W\/)?"(.*)"$/u, '$1'));
    if (tags.some((tag) => tag === '*' || tag === etag)) return;
    throw new DpsRefusal('preconditionFailed', 'The entity tag is not the current one.');
  }

  /** The text of a query: only for all there are. @throws DpsRefusal, TooLarge */
  async checkedQuery(): Promise<string> {
    const query = textIn(await this.object(), 'query') ?? '';
    if (query === '' || ALL.test(query)) return query;
    throw new DpsRefusal('badRequest', 'only SELECT * is served here');
  }

  /** One page of rows, and in `x-ms-continuation` where the next begins. @throws DpsRefusal */
  page(query: string, rows: readonly JsonObject[], itemType: string): Answer {
    const asked = Number(this.#header('x-ms-max-item-count') ?? DEFAULT_PAGE);
    const begin = beginOf(this.#header('x-ms-continuation'), itemType);
    if (!Number.isSafeInteger(asked) || (asked < 1 && asked !== -1)) {
      throw new DpsRefusal('badRequest', 'x-ms-max-item-count is a whole number above 0');
    }
    const end = begin + (asked === -1 ? DEFAULT_PAGE : asked);
    const answer = jsonAnswer(200, rows.slice(begin, end));
    const next = Buffer.from(`${itemType} ${end}`).toString('base64');
    const more = end < rows.length ? { 'x-ms-continuation': next } : {};
    return { ...answer, headers: { ...answer.headers, 'x-ms-item-type': itemType, ...more } };
  }

  #header(name: string): string | undefined {
    const value = this.#request.message.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }
}

function beginOf(token: string | undefined, itemType: string): number {
  if (token === undefined || token === '') return 0;
  const [of, begin] = Buffer.from(token, 'base64').toString('utf8').split(' ');
  if (of === itemType && begin !== undefined && /^\d{1,9}$/u.test(begin)) return Number(begin);
  throw new DpsRefusal('badRequest', 'x-ms-continuation is not of this query');
}
