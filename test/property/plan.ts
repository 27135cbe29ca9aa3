/** What the author's code does with a desired value; `keep` takes it and holds on to the old one. */
export type Verdict = 'accept' | 'keep' | 'reject' | 'throw';

/** One call of the author's code, decided beforehand. */
export interface Plan {
  readonly verdict: Verdict;
  /** Answers 202 before it is done. */
  readonly interim: boolean;
  /** Gives up at once when it is aborted. */
  readonly obeys: boolean;
}

/** What is planned for the call of that number, counted for each property. */
export function planAt(plans: readonly Plan[], key: string, call: number): Plan {
  const offset = Array.from(key).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
  return plans[(offset + call) % plans.length] as Plan;
}
