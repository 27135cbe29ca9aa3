import { draftOf, type Class } from '@iotpnp/core';
import { cliError } from '../error-codes.js';

type Exports = Readonly<Record<string, unknown>>;

/**
 * The class to run: the export of that name; or the default export; or the only decorated class among
 * the exports. An undecorated class is picked too where there is no other: compiling says what it lacks.
 */
export function deviceClass(
  namespace: Exports,
  { file, name }: { file: string; name: string | undefined },
): Class {
  const exports = unwrapped(namespace);
  const classes = Object.entries(exports).filter((entry): entry is [string, Class] =>
    isClass(entry[1]),
  );
  if (name !== undefined) {
    const [, named] = classes.find(([key]) => key === name) ?? [];
    if (named) return named;
    throw cliError('PNP_DEVICE_EXPORT', `the module exports no class ${name}`, {
      hint: listed(classes),
      where: { file },
    });
  }
  if (isClass(exports['default'])) return exports['default'];
  const decorated = classes.filter(([, type]) => draftOf(type)?.interface);
  const candidates = decorated.length > 0 ? decorated : classes;
  const [first, second] = candidates;
  if (first && !second) return first[1];
  const found = first ? 'several classes and none of them by default' : 'no class';
  throw cliError('PNP_DEVICE_EXPORT', `the module exports ${found}`, {
    hint: first ? listed(candidates) : 'export default the class that carries @Interface',
    where: { file },
  });
}

function listed(classes: readonly (readonly [string, Class])[]): string {
  const names = classes.map(([key]) => `#${key}`).join(', ');
  return names ? `name one after the module's path: ${names}` : 'export the class';
}

/** A CommonJS module's exports come as its default export. */
function unwrapped(namespace: Exports): Exports {
  const { default: inner } = namespace;
  return typeof inner === 'object' && inner !== null
    ? { ...namespace, ...(inner as Exports) }
    : namespace;
}

function isClass(value: unknown): value is Class {
  if (typeof value !== 'function' || typeof value.prototype !== 'object') return false;
  // the prototype of a class cannot be replaced; that of a plain function can
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
}
