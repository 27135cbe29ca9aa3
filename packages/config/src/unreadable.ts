import { PnpError, type Where } from '@iotpnp/core';

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
  if ('reason' in cause && 'mark' in cause) {
    // js-yaml: counted from zero
    const mark = cause.mark as { line: number; column: number } | null;
    const place = mark ? { line: mark.line + 1, column: mark.column + 1 } : {};
    return { reason: String(cause.reason), place };
  }
  const [first = '', second = ''] = cause.message.split('\n');
  if (cause.name !== 'JSONError') return { reason: first };
  // parse-json, its first line ours: the rest of the second quotes the file
  return { reason: second.replace(/, (\.\.\.)?".*$| while parsing .*$/u, '') };
}
