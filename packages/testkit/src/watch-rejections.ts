/** What was rejected with nobody to catch it, from the call on. Disposal ends the watch. */
export interface Rejections extends Disposable {
  readonly reasons: readonly unknown[];
}

/**
 * Watches for promises that nobody caught: an app's code must never cause one.
 * @example using rejections = watchRejections(); ...; assert.deepEqual(rejections.reasons, []);
 */
export function watchRejections(): Rejections {
  const reasons: unknown[] = [];
  const listener = (reason: unknown) => void reasons.push(reason);
  process.on('unhandledRejection', listener);
  return { reasons, [Symbol.dispose]: () => void process.off('unhandledRejection', listener) };
}
