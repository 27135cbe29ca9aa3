import { crc32 } from 'node:zlib';
import type { RecordKind } from '../state/journal.js';
import { Damage } from './lmdb-format.js';

const CRC_DIGITS = 8;

/** A record as text, with a checksum that is of its kind and key too. */
export function encodeRecord(kind: RecordKind, key: string, record: unknown): string {
  const json = JSON.stringify(record);
  return checksumOf(kind, key, json) + json;
}

/** @throws Damage when it is not as it was written */
export function decodeRecord(kind: RecordKind, key: string, text: string): unknown {
  const json = text.slice(CRC_DIGITS);
  if (text.slice(0, CRC_DIGITS) === checksumOf(kind, key, json)) return JSON.parse(json);
  throw new Damage(`the ${kind} ${JSON.stringify(key)} is not as it was written`);
}

function checksumOf(kind: RecordKind, key: string, json: string): string {
  return crc32(json, crc32(`${kind}\t${key}\t`))
    .toString(16)
    .padStart(CRC_DIGITS, '0');
}
