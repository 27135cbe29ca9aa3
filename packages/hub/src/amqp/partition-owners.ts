import { LINK_STOLEN, type Refusal } from './amqp-error.js';

/** Source: "Event Hubs quotas and limits", non-epoch receivers for each consumer group. */
const MAX_WITHOUT_LEVEL = 5;

/** Somebody who reads a partition for a consumer group. */
export interface Reader {
  /** `com.microsoft:epoch`: who has the highest reads alone. */
  readonly ownerLevel?: number | undefined;
  end(reason: Refusal): void;
}

/** Who reads what: by the owner's level, a new reader takes the place of others, or gets none. */
export class PartitionOwners {
  readonly #readers = new Map<string, Set<Reader>>();

  /** Lets a reader in. `place` is the partition and its consumer group. */
  enter(place: string, reader: Reader): Refusal | undefined {
    const readers = this.#readers.get(place) ?? new Set();
    const refusal = refusalOf(reader, [...readers]);
    if (refusal !== undefined) return refusal;
    this.#readers.set(place, readers);
    const isAlone = reader.ownerLevel !== undefined;
    for (const other of isAlone ? [...readers] : []) {
      readers.delete(other);
      other.end(stolen(`a receiver with epoch ${reader.ownerLevel} has taken the partition`));
    }
    readers.add(reader);
    return undefined;
  }

  leave(place: string, reader: Reader): void {
    const readers = this.#readers.get(place);
    readers?.delete(reader);
    if (readers?.size === 0) this.#readers.delete(place);
  }
}

function refusalOf({ ownerLevel }: Reader, others: readonly Reader[]): Refusal | undefined {
  const levels = others.flatMap((other) => other.ownerLevel ?? []);
  const highest = levels.length === 0 ? undefined : Math.max(...levels);
  if (ownerLevel !== undefined) {
    return highest === undefined || highest <= ownerLevel
      ? undefined
      : stolen(`a receiver with the higher epoch ${highest} reads the partition`);
  }
  if (highest !== undefined) return stolen('a receiver with an epoch reads the partition');
  if (others.length < MAX_WITHOUT_LEVEL) return undefined;
  return {
    condition: 'amqp:resource-limit-exceeded',
    description: `a partition has at most ${MAX_WITHOUT_LEVEL} receivers of a consumer group`,
  };
}

function stolen(description: string): Refusal {
  return { condition: LINK_STOLEN, description };
}
