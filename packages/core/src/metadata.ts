// The one side effect of this package: standard decorators find `Symbol.metadata` only where a
// program has defined it before its classes are evaluated. No runtime of today does.
(Symbol as { metadata?: symbol }).metadata ??= Symbol.for('Symbol.metadata');

/** Where the standard convention keeps what decorators say of a class. */
export const METADATA: typeof Symbol.metadata = Symbol.metadata;
