/** Where a message stands in its partition. */
export interface Place {
  /** Counts up by one, from 0. */
  readonly sequenceNumber: number;
  /** How many bytes were kept before it, ever. */
  readonly offset: number;
  /** Milliseconds since 1970, by the hub's clock. */
  readonly enqueuedTime: number;
}

/** What a partition keeps of one message. */
export interface Kept<T> extends Place {
  readonly message: T;
}

/** Where a reader begins: behind a message of this place, or with it. */
export interface After {
  readonly by: 'sequence-number' | 'offset' | 'enqueued-time';
  readonly value: number;
  readonly inclusive: boolean;
}

export type Position = After | 'latest';

/** How much a partition keeps: the oldest go first. */
export interface PartitionLimits {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

const VALUES: { readonly [by in After['by']]: (place: Place) => number } = {
  'sequence-number': ({ sequenceNumber }) => sequenceNumber,
  offset: ({ offset }) => offset,
  'enqueued-time': ({ enqueuedTime }) => enqueuedTime,
};

/** Messages in the order they came, read by their sequence numbers by whoever likes, as often as it likes. */
export class Partition<T> {
  readonly #limits: PartitionLimits;
  readonly #listeners = new Set<() => void>();
  /** Those before `#first` are gone, and cut off now and then. */
  #kept: (Kept<T> & { readonly bytes: number })[] = [];
  #first = 0;
  #bytes = 0;
  #nextSequenceNumber = 0;
  #nextOffset = 0;
  #last: Place | undefined;

  constructor(limits: PartitionLimits) {
    this.#limits = limits;
  }

  append(message: T, bytes: number, enqueuedTime: number): void {
    const sequenceNumber = this.#nextSequenceNumber;
    const place = { sequenceNumber, offset: this.#nextOffset, enqueuedTime };
    this.#kept.push({ message, bytes, ...place });
    this.#last = place;
    this.#nextSequenceNumber += 1;
    this.#nextOffset += bytes;
    this.#bytes += bytes;
    while (this.#isOver()) this.#dropFirst();
    for (const listener of this.#listeners) listener();
  }

  /** The sequence number of the oldest that is kept; of the next to come when none is. */
  get beginSequenceNumber(): number {
    return this.#kept[this.#first]?.sequenceNumber ?? this.#nextSequenceNumber;
  }

  /** Of the message that came last, whether it is kept or gone; `undefined` before the first. */
  get last(): Place | undefined {
    return this.#last;
  }

  /** Whether no message is kept. */
  get isEmpty(): boolean {
    return this.#first === this.#kept.length;
  }

  /** The sequence number with which a reader at this position begins. */
  begin(position: Position): number {
    if (position === 'latest') return this.#nextSequenceNumber;
    const { by, value, inclusive } = position;
    const valueOf = VALUES[by];
    let [low, high] = [this.#first, this.#kept.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const found = this.#kept[middle];
      const there = found === undefined ? 0 : valueOf(found);
      const isBehind = inclusive ? there >= value : there > value;
      if (isBehind) high = middle;
      else low = middle + 1;
    }
    return this.#kept[low]?.sequenceNumber ?? this.#nextSequenceNumber;
  }

  /** The message of this sequence number or, when it is gone, the oldest behind it. */
  read(sequenceNumber: number): Kept<T> | undefined {
    const ahead = Math.max(0, sequenceNumber - this.beginSequenceNumber);
    return this.#kept[this.#first + ahead];
  }

  /** Calls `listener` after each message. Returns its removal. */
  onAppended(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #isOver(): boolean {
    const { maxMessages, maxBytes } = this.#limits;
    return this.#kept.length - this.#first > maxMessages || this.#bytes > maxBytes;
  }

  #dropFirst(): void {
    this.#bytes -= this.#kept[this.#first]?.bytes ?? 0;
    this.#first += 1;
    if (this.#first < this.#kept.length / 2) return;
    this.#kept = this.#kept.slice(this.#first);
    this.#first = 0;
  }
}
