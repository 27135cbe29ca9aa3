import { hubError } from '../src/error-codes.js';
import type { Change, Journal, RecordKind } from '../src/state/journal.js';

/** A journal in memory, for hubs that come up again from it. */
export interface FillableJournal extends Journal {
  /** While it is, nothing can be kept. */
  isFull: boolean;
  /** What was kept at once, in order. */
  readonly writes: (readonly Change[])[];
}

export function fillableJournal(): FillableJournal {
  const kinds = new Map<RecordKind, Map<string, unknown>>();
  const of = (kind: RecordKind): Map<string, unknown> => {
    const records = kinds.get(kind) ?? new Map<string, unknown>();
    kinds.set(kind, records);
    return records;
  };
  const journal: FillableJournal = {
    isFull: false,
    writes: [],
    put: (kind, key, record) => journal.write([{ kind, key, record }]),
    remove: (kind, key) => journal.write([{ kind, key }]),
    write(changes) {
      if (journal.isFull) throw hubError('PNP_HUB_STATE_UNAVAILABLE', 'the disk is full');
      journal.writes.push([...changes]);
      for (const { kind, key, record } of changes) {
        if (record === undefined) of(kind).delete(key);
        else of(kind).set(key, structuredClone(record));
      }
    },
    entries: (kind) => of(kind),
  };
  return journal;
}
