import { styleText } from 'node:util';
import type { Problem, Where } from '@iotpnp/core';
import { codeFrame } from './code-frame.js';
import { shownPath } from './shown-path.js';

export interface PageOptions {
  readonly cwd: string;
  readonly colour: boolean;
}

/** Problems as a person reads them: for each its code, what happened, where, and how to mend it. */
export function errorPage(problems: readonly Problem[], options: PageOptions): string {
  const entries = problems.map((problem) => entry(problem, options)).join('\n');
  return problems.length === 1 ? entries : `${entries}\n${problems.length} errors\n`;
}

function entry(problem: Problem, { cwd, colour }: PageOptions): string {
  const style = (format: 'red' | 'bold' | 'dim', text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const { code, message, hint, where } = problem;
  const frame = where && codeFrame(where);
  const place = where && placeOf(where, cwd);
  return [
    `${style('red', 'error')} ${style('bold', code)}`,
    indented(message),
    '',
    ...(place ? [`  ${style('dim', 'where')}  ${place}`] : []),
    ...(hint ? [`  ${style('dim', 'fix')}    ${hint.replaceAll('\n', '\n         ')}`] : []),
    ...(frame ? ['', indented(frame)] : []),
    '',
  ].join('\n');
}

function placeOf(where: Where, cwd: string): string {
  const { file, line, column, class: className, member, key } = where;
  const position = [line, column].filter((part) => part !== undefined);
  return [
    file === undefined ? undefined : [shownPath(file, cwd), ...position].join(':'),
    className && `class ${className}`,
    member && `member ${member}`,
    key,
  ]
    .filter(Boolean)
    .join(', ');
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
