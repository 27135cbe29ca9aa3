/** What a log line says besides its constant message. Never a secret, never a payload at `info` or above. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go. Injected: `consoleLogger()` is there for programs without a logger of their own. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose every line carries these fields too. */
  child(fields: LogFields): Logger;
}

/** Keeps nothing. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};
