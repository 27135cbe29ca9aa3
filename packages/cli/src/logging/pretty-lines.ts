import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';

interface Output {
  write(text: string): unknown;
}

type Style = (text: string) => string;

/** Turns pino's JSON lines into lines for a person, as they come. */
export function prettyLines(output: Output, colour: boolean): Output {
  const dim: Style = (text) => (colour ? styleText('dim', text, { validateStream: false }) : text);
  const pretty = prettyFactory({
    colorize: colour,
    colorizeObjects: false,
    translateTime: 'SYS:HH:MM:ss.l',
    // the message and its fields have styles of their own
    customColors: { message: 'reset' },
    useOnlyCustomProps: false,
    hideObject: true,
    customPrettifiers: { time: (time) => dim(`[${time as string}]`) },
    messageFormat: (line, key, _label, { colors }) =>
      [colors.bold(String(line[key])), ...fieldsOf(line, key, dim)].join('  '),
  });
  return { write: (line) => output.write(pretty(line)) };
}

const OWN = new Set(['level', 'time', 'v']);

function fieldsOf(
  line: Readonly<Record<string, unknown>>,
  messageKey: string,
  dim: Style,
): string[] {
  const { payload, ...fields } = line;
  const named = Object.entries(fields)
    .filter(([key]) => key !== messageKey && !OWN.has(key))
    .map(([key, value]) => `${dim(`${key}=`)}${shown(value)}`);
  const text = [...named, ...(payload === undefined ? [] : [payloadText(payload)])].join(' ');
  return text ? [text] : [];
}

/** JSON that came as text stays as it came, where it is one line without control characters. */
function payloadText(payload: unknown): string {
  const isJson = typeof payload === 'string' && /^[[{"\d-][^\p{Cc}]*$/u.test(payload);
  return isJson ? payload : JSON.stringify(payload);
}

/** Bare where that is unambiguous, else as JSON: a line stays one line, and a value cannot pose as another. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w.:;/@+()$*-]+$/.test(value)
    ? value
    : JSON.stringify(value);
}
