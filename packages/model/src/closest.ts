/** The candidate a person most likely meant, or undefined when none is near. */
export function closest(text: string, candidates: readonly string[]): string | undefined {
  const farthest = Math.max(2, Math.floor(text.length / 3));
  let best: string | undefined;
  let least = farthest + 1;
  for (const candidate of candidates) {
    const edits = distance(text.toLowerCase(), candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** Levenshtein's distance, a swap of neighbours counting as one edit. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const edits = [row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + same];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) edits.push(before[j - 2]! + 1);
      row.push(Math.min(...edits));
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}
