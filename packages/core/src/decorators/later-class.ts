import { draftOf, type Class } from '../draft.js';

/** A class that was named by itself, or by a function where it is declared further down: as a function in either case. */
export function laterClass<C extends object>(type: Class<C> | (() => Class<C>)): () => unknown {
  return isClass(type) ? () => type : type;
}

/** A class's `prototype` is not writable and an arrow function has none; a class compiled to a plain function has a draft. */
function isClass<C extends object>(type: Class<C> | (() => Class<C>)): type is Class<C> {
  const prototype = Object.getOwnPropertyDescriptor(type, 'prototype');
  if (!prototype) return false;
  return prototype.writable === false || draftOf(type as Class) !== undefined;
}
