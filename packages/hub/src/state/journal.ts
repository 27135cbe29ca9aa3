/** What kinds of records outlive a hub that has a data folder. */
export type RecordKind =
  | 'identity'
  | 'twin'
  | 'session'
  | 'message'
  | 'delivery'
  | 'feedback'
  | 'policy'
  | 'authority'
  | 'enrolment'
  | 'enrolment-group'
  | 'registration'
  | 'configuration'
  | 'setting';

/** One record as it is to be from now on; without one it is removed. */
export interface Change {
  readonly kind: RecordKind;
  readonly key: string;
  /** JSON. */
  readonly record?: unknown;
}

/**
 * Where the state core keeps its records. A call that has returned has kept its change: it is still
 * there after the process was killed. So the core may answer a client at once.
 */
export interface Journal {
  /**
   * Keeps a record, in place of an earlier one of this key. A journal that keeps it later calls
   * `undo` when it could not.
   * @throws PNP_HUB_STATE_UNAVAILABLE
   */
  put(kind: RecordKind, key: string, record: unknown, undo?: () => void): void;
  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(kind: RecordKind, key: string, undo?: () => void): void;
  /** Keeps all of these changes or, when it throws or the process is killed, none. @throws PNP_HUB_STATE_UNAVAILABLE */
  write(changes: readonly Change[]): void;
  /** All records of a kind, by key. @throws PNP_HUB_STATE_UNAVAILABLE */
  entries(kind: RecordKind): Iterable<readonly [key: string, record: unknown]>;
}

/** Keeps nothing: a hub without a data folder starts anew each time. */
export const noJournal: Journal = {
  put: () => {},
  remove: () => {},
  write: () => {},
  entries: () => [],
};
