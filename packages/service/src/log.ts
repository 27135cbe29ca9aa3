/** What happens in the background is told here: constant messages, data in fields, never a secret. */
export interface ServiceLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const noLog: ServiceLog = { debug: () => {}, warn: () => {} };
