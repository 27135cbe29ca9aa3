import { watchRejections as watch } from '@iotpnp/testkit';
import { onTestFinished } from 'vitest';

/** Nothing may be rejected without somebody to catch it, as long as the test runs. */
export function watchRejections(): readonly unknown[] {
  const rejections = watch();
  onTestFinished(() => rejections[Symbol.dispose]());
  return rejections.reasons;
}
