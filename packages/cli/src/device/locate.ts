import { readFileSync } from 'node:fs';
import { PnpError, type Problem, type Where } from '@iotpnp/core';
import { escaped, position } from '../load-module/source-text.js';

/** A model's problems name classes and members; this adds the file and the line where each is declared, if one file declares it. */
export function locateProblems(error: PnpError, sources: readonly string[]): PnpError {
  const texts = sources.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const located = error.problems.map((problem): Problem => {
    if (!problem.where?.class || problem.where.file) return problem;
    return { ...problem, where: { ...placeOf(problem.where, texts), ...problem.where } };
  });
  return PnpError.of(located, { cause: error });
}

interface Source {
  readonly file: string;
  readonly text: string;
}

function placeOf({ class: name = '', member }: Where, sources: readonly Source[]): Where {
  const declaration = new RegExp(`\\bclass\\s+${escaped(name)}(?![\\w$])`);
  const declaring = sources.filter(({ text }) => declaration.test(text));
  const [source] = declaring;
  if (!source || declaring.length > 1)
    return sources.length === 1 ? { file: sources[0]!.file } : {};
  const start = source.text.search(declaration);
  const body = source.text.slice(start);
  const [own] = member?.split('.') ?? []; // a component's member is in another class
  const at = own === undefined ? -1 : memberAt(body, own);
  return { file: source.file, ...position(source.text, start + Math.max(at, 0)) };
}

/** Where a member is declared: its name at the start of a declaration, after decorators and modifiers. */
function memberAt(body: string, member: string): number {
  const modifiers =
    '(?:(?:static|public|private|protected|readonly|override|accessor|async|get|set|declare)\\s+|\\*\\s*)*';
  const found = new RegExp(
    `(?:[;{}\\n]|\\)[ \\t]*)[ \\t]*${modifiers}(${escaped(member)})\\s*[?!]?\\s*[=:;(\\n]`,
    'd',
  ).exec(body);
  return found?.indices?.[1]?.[0] ?? -1;
}
