import { crc32 } from 'node:zlib';
import type { Change, RecordKind } from '../state/journal.js';

/*
 * One change a line: the CRC-32 of what follows it, whether the next line belongs to the same change
 * of several records, the kind, the key as JSON, and the record as JSON unless it was removed.
 * Tabs stand between them, which JSON texts do not hold, as they do not hold the line's end.
 */
const CRC_DIGITS = 8;
const MORE = '+';
const LAST = '.';
export const LINE_END = 0x0a;

/** A line as it was found. */
export interface Line {
  readonly kind: RecordKind;
  readonly key: string;
  /** Where the record's JSON begins in the line; `undefined` when it was removed. */
  readonly recordAt: number | undefined;
  /** Whether the next line belongs to it. */
  readonly more: boolean;
}

/** A change as it is written. */
export interface Encoded {
  readonly change: Change;
  readonly line: Buffer;
  /** Where the record's JSON begins in the line; `undefined` when it is removed. */
  readonly recordAt: number | undefined;
}

/** Changes that are found together or not at all. */
export function encodeLines(changes: readonly Change[]): readonly Encoded[] {
  const last = changes.length - 1;
  return changes.map((change, index) => encodeLine(change, index < last));
}

function encodeLine(change: Change, more: boolean): Encoded {
  const { kind, key, record } = change;
  const head = `\t${more ? MORE : LAST}\t${kind}\t${JSON.stringify(key)}`;
  const json = record === undefined ? undefined : JSON.stringify(record);
  const text = json === undefined ? head : `${head}\t${json}`;
  const crc = crc32(text).toString(16).padStart(CRC_DIGITS, '0');
  const line = Buffer.from(`${crc}${text}\n`);
  const recordAt = json === undefined ? undefined : line.length - 1 - Buffer.byteLength(json);
  return { change, line, recordAt };
}

/** The line, without its end; `undefined` when it is not as it was written. */
export function decodeLine(line: Buffer): Line | undefined {
  const crc = crc32(line.subarray(CRC_DIGITS));
  if (line.toString('latin1', 0, CRC_DIGITS) !== crc.toString(16).padStart(CRC_DIGITS, '0')) {
    return undefined;
  }
  const head = line.indexOf('\t', CRC_DIGITS + 3);
  const keyEnd = line.indexOf('\t', head + 1);
  const key = line.toString('utf8', head + 1, keyEnd === -1 ? undefined : keyEnd);
  return {
    kind: line.toString('utf8', CRC_DIGITS + 3, head) as RecordKind,
    key: JSON.parse(key) as string,
    recordAt: keyEnd === -1 ? undefined : keyEnd + 1,
    more: line.toString('latin1', CRC_DIGITS + 1, CRC_DIGITS + 2) === MORE,
  };
}
