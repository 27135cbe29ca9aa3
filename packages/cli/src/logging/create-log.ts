import type { LogFormat, LogLevel } from '@iotpnp/config';
import type { Logger } from '@iotpnp/core';
import { pino, stdTimeFunctions } from 'pino';
import { fromPino } from './pino-logger.js';
import { prettyLines } from './pretty-lines.js';

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly colour: boolean;
  /** Where lines go. Written to synchronously, so that none is lost when the program ends. */
  readonly output: { write(text: string): unknown };
}

/** The program's logger: one line per message, for a person or for a machine. */
export function createLog({ level, format, colour, output }: LogOptions): Logger {
  const destination = format === 'pretty' ? prettyLines(output, colour) : output;
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return fromPino(pino(options, { write: (line) => void destination.write(line) }));
}
