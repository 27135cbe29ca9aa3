import type { Comparison, Condition, FunctionName, Operand } from './query.js';
import type { TokenReader } from './token-reader.js';

const COMPARISONS: { readonly [sign: string]: Comparison } = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** By name without underscores, and how many operands it has. */
const FUNCTIONS = new Map<string, readonly [FunctionName, number]>([
  ['isdefined', ['is_defined', 1]],
  ['isnull', ['is_null', 1]],
  ['isstring', ['is_string', 1]],
  ['isnumber', ['is_number', 1]],
  ['isbool', ['is_bool', 1]],
  ['isobject', ['is_object', 1]],
  ['isarray', ['is_array', 1]],
  ['isprimitive', ['is_primitive', 1]],
  ['startswith', ['starts_with', 2]],
  ['endswith', ['ends_with', 2]],
  ['contains', ['contains', 2]],
]);

const CONSTANTS = new Map<string, boolean | null | undefined>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
]);

/** Deeper conditions are refused before they fill the stack. */
const MAX_DEPTH = 100;

/** What stands behind WHERE. NOT binds closest, then AND, then OR. @throws QueryError */
export function parseCondition(tokens: TokenReader, depth = 0): Condition {
  if (depth > MAX_DEPTH) throw tokens.fault(`at most ${MAX_DEPTH} levels are taken`);
  const conditions = [parseAnd(tokens, depth)];
  while (tokens.takeKeyword('or')) conditions.push(parseAnd(tokens, depth));
  return joined('or', conditions);
}

function parseAnd(tokens: TokenReader, depth: number): Condition {
  const conditions = [parseNot(tokens, depth)];
  while (tokens.takeKeyword('and')) conditions.push(parseNot(tokens, depth));
  return joined('and', conditions);
}

function joined(kind: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return only !== undefined && conditions.length === 1 ? only : { kind, conditions };
}

function parseNot(tokens: TokenReader, depth: number): Condition {
  if (depth > MAX_DEPTH) throw tokens.fault(`at most ${MAX_DEPTH} levels are taken`);
  if (tokens.takeKeyword('not')) return { kind: 'not', inner: parseNot(tokens, depth + 1) };
  if (!tokens.takeSign('(')) return parseTest(tokens);
  const inner = parseCondition(tokens, depth + 1);
  tokens.expectSign(')');
  return inner;
}

function parseTest(tokens: TokenReader): Condition {
  const operand = parseOperand(tokens);
  if (operand.kind === 'path' && tokens.isSign('(')) return parseCall(tokens, operand.path);
  const operator = tokens.token.kind === 'sign' ? COMPARISONS[tokens.token.text] : undefined;
  if (operator !== undefined) {
    tokens.take();
    return { kind: 'comparison', operator, left: operand, right: parseOperand(tokens) };
  }
  if (tokens.takeKeyword('in')) return { kind: 'in', operand, among: parseList(tokens) };
  if (tokens.takeKeyword('nin')) return notIn(operand, tokens);
  if (tokens.takeKeyword('not')) {
    tokens.expectKeyword('in');
    return notIn(operand, tokens);
  }
  return { kind: 'value', operand };
}

function notIn(operand: Operand, tokens: TokenReader): Condition {
  return { kind: 'not', inner: { kind: 'in', operand, among: parseList(tokens) } };
}

function parseCall(tokens: TokenReader, path: readonly string[]): Condition {
  const written = path.join('.');
  const known = FUNCTIONS.get(written.toLowerCase().replaceAll('_', ''));
  if (known === undefined) throw tokens.fault(`there is no function ${written.slice(0, 40)},`);
  const [name, count] = known;
  tokens.expectSign('(');
  const operands = [parseOperand(tokens)];
  while (tokens.takeSign(',')) operands.push(parseOperand(tokens));
  if (operands.length !== count) throw tokens.fault(`${name} has ${count} operands`);
  tokens.expectSign(')');
  return { kind: 'call', name, operands };
}

function parseList(tokens: TokenReader): readonly Operand[] {
  tokens.expectSign('[');
  const among = [parseOperand(tokens)];
  while (tokens.takeSign(',')) among.push(parseOperand(tokens));
  tokens.expectSign(']');
  return among;
}

function parseOperand(tokens: TokenReader): Operand {
  const { kind, text } = tokens.token;
  if (kind === 'text') {
    tokens.take();
    return { kind: 'literal', value: text };
  }
  if (kind === 'number' || tokens.isSign('-')) {
    const sign = tokens.takeSign('-') ? -1 : 1;
    if (tokens.token.kind !== 'number') throw tokens.fault('a number is expected');
    return { kind: 'literal', value: sign * Number(tokens.take().text) };
  }
  const constant = text.toLowerCase();
  if (kind === 'name' && CONSTANTS.has(constant)) {
    tokens.take();
    return { kind: 'literal', value: CONSTANTS.get(constant) };
  }
  return { kind: 'path', path: tokens.path() };
}
