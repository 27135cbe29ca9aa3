import { onTestFinished } from 'vitest';

/** Nothing may be rejected without somebody to catch it. */
export function watchRejections(): unknown[] {
  const rejections: unknown[] = [];
  const listener = (reason: unknown) => void rejections.push(reason);
  process.on('unhandledRejection', listener);
  onTestFinished(() => void process.off('unhandledRejection', listener));
  return rejections;
}
