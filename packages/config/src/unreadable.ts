import { PnpError, type Where } from '@iotpnp/core';
import { JsonFault } from './json-content.js';

/** What kept a config file from being read, with its line where the parser tells. Never a piece of the file: it may hold a key. */
export function unreadable(file: string, cause: unknown): PnpError {
  if (cause instanceof PnpError) return cause;
  const { reason, place } = explained(cause);
  return new PnpError('PNP_CONFIG_UNREADABLE', `the config file cannot be read: ${reason}`, {
    hint: 'correct the file; the formats are listed in the readme of @iotpnp/config',
    where: { file, ...place },
    cause,
  });
}

function explained(cause: unknown): { reason: string; place?: Where } {
  if (!(cause instanceof Error)) return { reason: String(cause) };
  if (cause instanceof JsonFault) return { reason: cause.message, place: cause.place };
  if ('reason' in cause && 'mark' in cause) {
    // js-yaml: counted from zero
    const mark = cause.mark as { line: number; column: number } | null;
    const place = mark ? { line: mark.line + 1, column: mark.column + 1 } : {};
    return { reason: String(cause.reason), place };
  }
  return { reason: cause.message.split('\n')[0] ?? '' };
}
