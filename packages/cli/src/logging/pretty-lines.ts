import { prettyFactory } from 'pino-pretty';

interface Output {
  write(text: string): unknown;
}

/** Turns pino's JSON lines into lines for a person, as they come. */
export function prettyLines(output: Output, colour: boolean): Output {
  const pretty = prettyFactory({
    colorize: colour,
    colorizeObjects: false,
    translateTime: 'SYS:HH:MM:ss.l',
    hideObject: true,
    messageFormat: (line, key) => [line[key], ...fieldsOf(line, key)].join('  '),
  });
  return { write: (line) => output.write(pretty(line)) };
}

const OWN = new Set(['level', 'time', 'v']);

function fieldsOf(line: Readonly<Record<string, unknown>>, messageKey: string): string[] {
  const { payload, ...fields } = line;
  const named = Object.entries(fields)
    .filter(([key]) => key !== messageKey && !OWN.has(key))
    .map(([key, value]) => `${key}=${shown(value)}`);
  const text = [...named, ...(payload === undefined ? [] : [JSON.stringify(payload)])].join(' ');
  return text ? [text] : [];
}

/** Bare where that is unambiguous, else as JSON: a line stays one line, and a value cannot pose as another. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w.:;/@+()$*-]+$/.test(value)
    ? value
    : JSON.stringify(value);
}
