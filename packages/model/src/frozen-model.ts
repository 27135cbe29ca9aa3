import type { InterfaceModel } from './interface-model.js';

/** A copy of the model, deeply frozen, the contents of every interface sorted by name. */
export function frozenModel(model: InterfaceModel): InterfaceModel {
  return deepFrozen(structuredClone(sorted(model)));
}

function sorted(model: InterfaceModel): InterfaceModel {
  const contents = model.contents.map((content) =>
    content.kind === 'Component' ? { ...content, schema: sorted(content.schema) } : content,
  );
  return { ...model, contents: contents.toSorted(byName) };
}

/** Orders by code units: the same everywhere, whatever the locale. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compareText(a.name, b.name);
}

/** Which of two texts comes first by code units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFrozen);
  return Object.freeze(value);
}
