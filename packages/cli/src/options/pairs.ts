import { cliError } from '../error-codes.js';

/** Reads an option that may be given often, each `name=value`. */
export function pairOf(option: string) {
  return (text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> => {
    const at = text.indexOf('=');
    if (at > 0) return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
    throw cliError('PNP_BAD_OPTION', `${option} is no name=value: ${JSON.stringify(text)}`, {
      hint: `write ${option} name=value`,
      where: { key: option },
    });
  };
}

/** Reads an option that may be given often. */
export function each(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
