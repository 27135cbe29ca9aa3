/** One line of the runtime changed for the worse: the tests of its row must notice. */
export interface Mutant {
  /** A row of the conventions: `W3`. Some test whose name begins with it has to fail. */
  readonly row: string;
  /** What is wrong then: `acks at version 0`. */
  readonly name: string;
  /** The changed file, from the root of the workspace. */
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}
