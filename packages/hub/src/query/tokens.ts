import { QueryError } from './query-error.js';

export type Token =
  | { readonly kind: 'name'; readonly text: string; readonly at: number }
  /** A name between `[[` and `]]`, never a keyword. */
  | { readonly kind: 'quoted-name'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

const SPACE = /\s+/uy;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy;
const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/suy;
/** As long as a key of a twin: the end of one that is never closed is not looked for without end. */
const QUOTED_NAME = /\[\[([^[\]][^\]]{0,1023})\]\]/uy;
/** This hub's own bound. */
const MAX_LENGTH = 32 * 1024;
const SIGN = /<>|!=|<=|>=|[=<>(),.[\]*-]/uy;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|(.))/gsu;
const ESCAPES: { readonly [letter: string]: string } = { n: '\n', r: '\r', t: '\t', b: '\b' };

/** Takes a query apart. @throws QueryError */
export function tokensOf(query: string): readonly Token[] {
  if (query.length > MAX_LENGTH) {
    throw new QueryError(`a query has at most ${MAX_LENGTH} characters`, MAX_LENGTH);
  }
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(query);
  };
  while (at < query.length) {
    const space = match(SPACE);
    if (space === null) {
      const token = tokenAt(at, match);
      tokens.push(token.token);
      at += token.length;
    } else at += space[0].length;
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

function tokenAt(
  at: number,
  match: (pattern: RegExp) => RegExpExecArray | null,
): { readonly token: Token; readonly length: number } {
  const made = (kind: Exclude<Token['kind'], 'end'>, whole: string, text = whole) => ({
    token: { kind, text, at },
    length: whole.length,
  });
  const name = match(NAME)?.[0];
  if (name !== undefined) return made('name', name);
  const number = match(NUMBER)?.[0];
  if (number !== undefined) return made('number', number);
  const text = match(TEXT)?.[0];
  if (text !== undefined) return made('text', text, unescaped(text.slice(1, -1)));
  const quoted = match(QUOTED_NAME);
  if (quoted !== null) return made('quoted-name', quoted[0], quoted[1]);
  const sign = match(SIGN)?.[0];
  if (sign !== undefined) return made('sign', sign);
  throw new QueryError('a character that no query has, or a text without an end', at);
}

function unescaped(text: string): string {
  return text.replaceAll(ESCAPE, (_whole, code: string | undefined, letter: string) =>
    code === undefined
      ? (ESCAPES[letter] ?? letter)
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
