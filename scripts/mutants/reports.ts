import type { Mutant } from './mutant.js';

const CONVENTION = 'packages/core/src/convention.ts';
const RUNTIME = 'packages/core/src/runtime';

/** Rows R: read-only properties and reported patches. */
export const reportMutants: readonly Mutant[] = [
  {
    row: 'R1',
    name: 'wraps the value of a property',
    file: CONVENTION,
    find: 'if (component === undefined) patch[property] = value;',
    replace: 'if (component === undefined) patch[property] = { value };',
  },
  {
    row: 'R2',
    name: 'reports a component without its marker',
    file: CONVENTION,
    find: "else (patch[component] = components[component] ??= { [MARKER]: 'c' })[property] = value;",
    replace: 'else (patch[component] = components[component] ??= {})[property] = value;',
  },
  {
    row: 'R3',
    name: 'ends the turn with each change',
    file: `${RUNTIME}/turn.ts`,
    find: 'queueMicrotask(() => this.flush());',
    replace: 'this.flush();',
  },
  {
    row: 'R4',
    name: 'reports what the hub holds',
    file: `${RUNTIME}/reported-entry.ts`,
    find: 'return this.forced || this.#unsure || !jsonEqual(kept(this.value), this.#held);',
    replace: 'return true;',
  },
  {
    row: 'R5',
    name: 'keeps a property that is set to undefined',
    file: `${RUNTIME}/device.ts`,
    find: 'const value = read();',
    replace: 'const value = read(); if (value === undefined) return;',
  },
  {
    row: 'R6',
    name: 'reports maps as if the hub replaced them',
    file: `${RUNTIME}/reported-entry.ts`,
    find: 'return mergePatchBetween(this.#held, this.value);',
    replace: 'return this.value;',
  },
  {
    row: 'R7',
    name: 'reports while another report is in flight',
    file: `${RUNTIME}/reporter.ts`,
    find: 'if (this.#sending) return;',
    replace: '',
  },
];
