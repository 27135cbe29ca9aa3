import type { Path } from './query.js';
import { QueryError } from './query-error.js';
import { tokensOf, type Token } from './tokens.js';

/** Reads tokens one after another. Keywords are names in any case. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  /** @throws QueryError */
  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  get token(): Token {
    return this.#tokens[this.#next] as Token;
  }

  /** What is read, and the reader goes on. */
  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#next += 1;
    return token;
  }

  isKeyword(word: string): boolean {
    const { kind, text } = this.token;
    return kind === 'name' && text.toLowerCase() === word;
  }

  /** Goes on over a keyword, if it is the next. */
  takeKeyword(word: string): boolean {
    const isNext = this.isKeyword(word);
    if (isNext) this.take();
    return isNext;
  }

  isSign(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign;
  }

  takeSign(sign: string): boolean {
    const isNext = this.isSign(sign);
    if (isNext) this.take();
    return isNext;
  }

  /** @throws QueryError */
  expectKeyword(word: string): void {
    if (!this.takeKeyword(word)) throw this.fault(`${word.toUpperCase()} is expected`);
  }

  /** @throws QueryError */
  expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw this.fault(`${sign} is expected`);
  }

  /** `a.b.[[c d]]` @throws QueryError */
  path(): Path {
    const path = [this.#name()];
    while (this.takeSign('.')) path.push(this.#name());
    return path;
  }

  /** @throws QueryError */
  integer(): number {
    const { kind, text } = this.token;
    if (kind !== 'number' || !/^\d{1,9}$/u.test(text))
      throw this.fault('a whole number is expected');
    this.take();
    return Number(text);
  }

  fault(what: string): QueryError {
    const { kind, text, at } = this.token;
    const found = kind === 'end' ? 'the end' : JSON.stringify(text.slice(0, 40));
    return new QueryError(`${what} and ${found} is there`, at);
  }

  #name(): string {
    const { kind, text } = this.token;
    if (kind !== 'name' && kind !== 'quoted-name') throw this.fault('a name is expected');
    this.take();
    return text;
  }
}
