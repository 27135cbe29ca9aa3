import type { InterfaceModel } from './interface-model.js';
import { isJsonObject } from './json.js';

/** A copy of the model, deeply frozen, the contents of every interface sorted by name. */
export function frozenModel(model: InterfaceModel): InterfaceModel {
  return frozenCopy(sorted(model));
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

/** Not structuredClone: it throws at a function, where validation would report that there is no text. */
function frozenCopy<T>(value: T): T;
function frozenCopy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => frozenCopy(item)));
  if (!isJsonObject(value)) return value;
  const copies = Object.entries(value).map(([key, item]) => [key, frozenCopy(item)] as const);
  return Object.freeze(Object.fromEntries(copies));
}
