import { isJsonObject, type JsonObject } from '@iotpnp/model';
import { bodyOf } from '../http/body.js';
import { isMatch } from '../http/entity-tags.js';
import type { Answer, HttpRequest } from '../http/http-request.js';
import { pageOf, type Item } from '../http/pages.js';
import { textIn } from '../http/json-fields.js';
import { decodeJson } from '../state/json-text.js';
import type { Right } from '../state/policies.js';
import { DpsRefusal } from './dps-refusal.js';
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
    if (isMatch(this.#header('if-match'), etag)) return;
    throw new DpsRefusal('preconditionFailed', 'The entity tag is not the current one.');
  }

  /** Reads the query in the body: only for all there are. @throws DpsRefusal, TooLarge */
  async checkQuery(): Promise<void> {
    const query = textIn(await this.object(), 'query') ?? '';
    if (query === '' || ALL.test(query)) return;
    throw new DpsRefusal('badRequest', 'only SELECT * is served here');
  }

  /** The page of a list that was asked for. @throws DpsRefusal */
  page(items: readonly Item[], itemType: string): Answer {
    const asked = Number(this.#header('x-ms-max-item-count') ?? DEFAULT_PAGE);
    if (!Number.isSafeInteger(asked) || (asked < 1 && asked !== -1)) {
      throw new DpsRefusal('badRequest', 'x-ms-max-item-count is a whole number above 0');
    }
    const size = asked === -1 ? DEFAULT_PAGE : asked;
    const continuation = this.#header('x-ms-continuation');
    const listing = { what: `${itemType} ${this.id}`, itemType };
    const answer = pageOf(items, listing, { size, continuation });
    if (answer !== undefined) return answer;
    throw new DpsRefusal('badRequest', 'x-ms-continuation is not of this query');
  }

  #header(name: string): string | undefined {
    const value = this.#request.message.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }
}
