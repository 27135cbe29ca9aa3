/** A query that cannot be understood, and where. */
export class QueryError extends Error {
  /** The first character is 1. */
  readonly position: number;

  constructor(what: string, offset: number) {
    super(`${what}, at position ${offset + 1}`);
    this.position = offset + 1;
  }
}
