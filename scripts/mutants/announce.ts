import type { Mutant } from './mutant.js';

/** Rows A. */
export const announceMutants: readonly Mutant[] = [
  {
    row: 'A1',
    name: 'announces another model than its own',
    file: 'packages/core/src/runtime/connector.ts',
    find: 'const request = { identity, modelId, receives, sink, log, clock };',
    replace: "const request = { identity, modelId: '', receives, sink, log, clock };",
  },
  {
    row: 'A2',
    name: 'registers under the name of the guide, not of the convention',
    file: 'packages/core/src/convention.ts',
    find: 'return { modelId };',
    replace: "return { 'model-id': modelId };",
  },
];
