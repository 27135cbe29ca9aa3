import { expect } from 'vitest';
import { settled, watchRejections } from '@iotpnp/testkit';

/** Runs a case; it may leave no promise that nobody caught, and nothing on the prototype of all objects. */
export async function harmless(work: () => Promise<void>): Promise<void> {
  const before = Reflect.ownKeys(Object.prototype);
  using rejections = watchRejections();
  await work();
  await settled();
  expect(rejections.reasons).toEqual([]);
  expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}
