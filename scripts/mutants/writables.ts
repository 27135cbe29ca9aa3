import type { Mutant } from './mutant.js';

const CONVENTION = 'packages/core/src/convention.ts';
const DESIRED = 'packages/core/src/runtime/desired.ts';
const DEVICE = 'packages/core/src/runtime/device.ts';
const REPORTER = 'packages/core/src/runtime/reporter.ts';
const WRITABLE = 'packages/core/src/runtime/writable.ts';

/** Rows W: desired values and their acknowledgements. */
export const writableMutants: readonly Mutant[] = [
  {
    row: 'W1',
    name: "reports the device's own value at version 1",
    file: WRITABLE,
    find: 'ackValue({ value, code, version: 0, description })',
    replace: 'ackValue({ value, code, version: 1, description })',
  },
  {
    row: 'W2',
    name: 'does not know initialAck',
    file: WRITABLE,
    find: 'const code = this.options.initialAck;',
    replace: 'const code = 200;',
  },
  {
    row: 'W3',
    name: 'acks at version 0',
    file: CONVENTION,
    find: 'return { value, ac: code, av: version, ad: description };',
    replace: 'return { value, ac: code, av: 0, ad: description };',
  },
  {
    row: 'W4',
    name: 'takes a property of one component for that of any',
    file: DESIRED,
    find: 'return a.component === b.component && a.property === b.property;',
    replace: 'return a.property === b.property;',
  },
  {
    row: 'W5',
    name: 'acks the last value for all, as the official Python sample does',
    file: REPORTER,
    find: 'entries.map(({ component, property, patch: value }) => ({ component, property, value })),',
    replace:
      'entries.map(({ component, property }) => ({ component, property, value: values.at(-1) ?? null })),',
  },
  {
    row: 'W6',
    name: 'reports each answer by itself',
    file: DEVICE,
    find: 'this.#reporter.want(path, value);',
    replace: 'this.#reporter.want(path, value); this.#reporter.pump();',
  },
  {
    row: 'W7',
    name: 'takes for a component only what is marked as one',
    file: CONVENTION,
    find: 'else if (!isJsonObject(value)) malformed.push(key);',
    replace: "else if (!isJsonObject(value) || value[MARKER] !== 'c') malformed.push(key);",
  },
  {
    row: 'W8',
    name: 'takes a $version inside a component for a property',
    file: CONVENTION,
    find: 'name !== MARKER && name !== VERSION',
    replace: 'name !== MARKER',
  },
  {
    row: 'W9',
    name: 'answers 400 whatever is thrown',
    file: WRITABLE,
    find: 'if (!isReject(error)) return { code: 500, description };',
    replace: 'if (!isReject(error)) return { code: 400, description };',
  },
  {
    row: 'W10',
    name: 'answers for work that a newer value has superseded',
    file: WRITABLE,
    find: 'if (this.#run !== run) return; // superseded: only the newest is answered',
    replace: '',
  },
  {
    row: 'W11',
    name: 'does not tell the app',
    file: DESIRED,
    find: 'this.#tellApp(path, propertyAt(document, path) ?? null);',
    replace: '',
  },
  {
    row: 'W12',
    name: 'leaves the value as it is',
    file: WRITABLE,
    find: 'const value = this.#default();',
    replace: 'const value = this.#slot.get();',
  },
  {
    row: 'W13',
    name: 'lets an object that is pushed replace the one desired before',
    file: 'packages/core/src/merge-patch.ts',
    find: 'merged.set(key, isJsonObject(value) ? applyMergePatch(merged.get(key), value) : value);',
    replace: 'merged.set(key, value);',
  },
  {
    row: 'W14',
    name: 'sends what is reported already',
    file: REPORTER,
    find: 'entry.holds(propertyAt(reported, entry));',
    replace: 'entry.holds(undefined);',
  },
  {
    row: 'W15',
    name: 'applies what it has applied before',
    file: DESIRED,
    find: 'else if (!writable.isDesired(value)) this.#apply(writable, version);',
    replace: 'else if (value !== undefined) this.#apply(writable, version);',
  },
  {
    row: 'W16',
    name: 'does not notice that a push was missed',
    file: DESIRED,
    find: 'if (version === undefined || version > last + 1) return false;',
    replace: 'if (version === undefined) return false;',
  },
  {
    row: 'W17',
    name: 'lets desired work go on when the device sets the value itself',
    file: WRITABLE,
    find: "this.abort('the device set the value itself');",
    replace: '',
  },
];
