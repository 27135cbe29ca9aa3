import type { LogFields, Logger } from '@iotpnp/core';

/** One line as it was logged. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/**
 * A logger that keeps its lines for a test to read.
 * @example const lines: LogLine[] = []; await startSession(app, { ...plugins, log: memoryLog(lines) });
 */
export function memoryLog(lines: LogLine[]): Logger {
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields });
  const log: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
  };
  return log;
}
