import type { LogFields, Logger } from './logger.js';

/** Writes lines to the console: `warn no connection to the hub code=PNP_HUB_UNREACHABLE ...`. Debug lines are left out. */
export function consoleLogger(more: LogFields = {}): Logger {
  const line = (level: string, message: string, fields: LogFields = {}) => {
    const all = Object.entries({ ...more, ...fields }).filter(([, value]) => value !== undefined);
    const texts = all.map(([key, value]) => `${key}=${shown(value)}`);
    return [new Date().toISOString(), level, message, ...texts].join(' ');
  };
  return {
    debug() {},
    info: (message, fields) => console.info(line('info', message, fields)),
    warn: (message, fields) => console.warn(line('warn', message, fields)),
    error: (message, fields) => console.error(line('error', message, fields)),
    child: (fields) => consoleLogger({ ...more, ...fields }),
  };
}

function shown(value: unknown): string {
  return typeof value === 'string' && !/\s/.test(value) ? value : (JSON.stringify(value) ?? '');
}
